"""Files that a partner's people take in: looked at first, then taken in once, or forgotten."""
