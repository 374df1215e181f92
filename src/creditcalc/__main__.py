"""`python -m creditcalc`."""

from creditcalc.cli.app import main

main()
