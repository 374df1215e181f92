"""From a planned generation to a quote: the definition of a price."""
