"""Plans of a person's statements: asking for one, and reading what it says of partitions."""
