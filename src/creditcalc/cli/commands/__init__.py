"""The commands: one file each, named by the word that is typed."""
