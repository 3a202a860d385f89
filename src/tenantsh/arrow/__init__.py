"""PostgreSQL's values as Arrow columns, and nothing changed on the way. Pure: knows no server; numpy and pyarrow."""
