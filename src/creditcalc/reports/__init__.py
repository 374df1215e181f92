"""Results put into words for people and objects for scripts."""
