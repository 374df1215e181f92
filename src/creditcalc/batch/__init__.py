"""Many generations, row by row or through a database engine."""
