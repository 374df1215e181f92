"""What JSON objects hold: the types that the code is checked against, and that the published schemas are made of.

`tools/schemas.py` writes the schemas. Nothing loads these types to print an object: they are for the type checker. From
version 1 on no key is renamed or removed; keys may be added.
"""
