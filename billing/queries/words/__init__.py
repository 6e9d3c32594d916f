"""Plain words for every code a line can carry, a module for each billing type."""
