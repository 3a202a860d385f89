"""The seal that a DBA installs: its SQL, printed for a database as it is, and what gets past it."""
