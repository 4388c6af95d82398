"""Records to tidy tables: one Parquet file each, one declared schema each, each row with its source."""
