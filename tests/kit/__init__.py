"""What tests share: small worlds to decide in, a hand-wound clock, the real process, doubles of the platforms."""
