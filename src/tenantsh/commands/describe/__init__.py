r"""`\d NAME`: what a relation is made of, in psql's words and order."""
