"""What Discord's REST interface answers, a module for each kind of thing."""
