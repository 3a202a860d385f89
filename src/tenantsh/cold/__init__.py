"""Cold storage: archived months as Parquet files, one per month and organization, with a manifest beside them."""
