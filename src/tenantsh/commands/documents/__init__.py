"""JSON documents: filters on them, and which keys they have."""
