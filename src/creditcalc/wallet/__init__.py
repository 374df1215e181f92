"""A ledger of credits: what is left, what was charged, how it leaves."""
