"""Worked examples as data, read from a file and played through the engine and the services."""
