"""Dagster's part: assets, checks, partitions, jobs, the in-process runner. The work is done elsewhere."""
