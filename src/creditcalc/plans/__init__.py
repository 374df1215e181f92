"""Which plan, or which platform, is the cheapest for some work."""
