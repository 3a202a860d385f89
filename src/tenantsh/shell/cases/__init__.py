"""The support case that a shell has open: what it does is recorded, and kept as a draft until a person saves it."""
