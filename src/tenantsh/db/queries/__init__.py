"""One .sql file per question."""
