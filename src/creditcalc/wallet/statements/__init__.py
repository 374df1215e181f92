"""A platform's bill beside the estimates of a wallet."""
