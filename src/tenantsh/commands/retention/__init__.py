r"""`\retention`: what the rules mean today, what is due, and whether runs do their work."""
