"""What if: the state of the dials and what follows from it, the same for every explorer."""
