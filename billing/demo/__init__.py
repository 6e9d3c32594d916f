"""A made-up world to look at: sample files, moved to today, through the real importers."""
