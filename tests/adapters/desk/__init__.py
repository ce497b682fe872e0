"""What all desks have in common, without a platform."""
