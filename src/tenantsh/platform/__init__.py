"""PLATFORM.md as SQL files, and the seeded data for it."""
