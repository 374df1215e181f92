"""`python -m creditcalc`."""

from creditcalc.cli import main

main()
