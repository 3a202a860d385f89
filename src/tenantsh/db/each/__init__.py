"""One question, asked of many organizations: each on a connection and in a verified scope of its own."""
