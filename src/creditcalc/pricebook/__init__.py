"""What a platform sells, at which rates, and who says so, as frozen types."""
