-- Whether plans leave out partitions at all, in this session.
SELECT pg_catalog.current_setting('enable_partition_pruning')::pg_catalog.bool AS pruning
