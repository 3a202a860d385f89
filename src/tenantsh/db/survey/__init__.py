"""What JSON documents have in them: a bounded sample of the tenant's rows, read and counted key by key."""
