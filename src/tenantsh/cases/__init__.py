"""Support cases: files that are written, read and believed only as they were written; replayed, compared, exported."""
