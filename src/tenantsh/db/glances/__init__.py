"""A query at a glance: its plan, its first rows and how many there are, in one round trip and a bounded time."""
