"""The explorer on a terminal: dials to turn, and the command line that says the same. It alone knows Textual."""
