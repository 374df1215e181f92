"""`python -m creditcalc`."""

from creditcalc.cli.app import main

if __name__ == "__main__":  # a worker of `creditcalc mcp` imports this file too
    main()
