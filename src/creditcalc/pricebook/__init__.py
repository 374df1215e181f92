"""What a platform sells, at which rates, and from which sources, as frozen types."""
