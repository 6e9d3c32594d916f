"""PostgreSQL and a Redis-compatible server for a machine that has none; knows no framework."""
