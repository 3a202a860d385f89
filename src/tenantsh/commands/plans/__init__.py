"""Plans as people read them: what is row security's, what an index could not do, what it costs."""
