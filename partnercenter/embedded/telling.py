"""Lines of progress in one shape: a subject, and what is being done about it."""

import sys


def tell(subject: str, text: str, *, passing: bool = False) -> None:
    """Write a line; a passing one makes room for the next where the output is a terminal."""
    terminal = sys.stdout.isatty()
    start, end = ("\r\033[K", "") if terminal and passing else ("", "\n")
    if terminal and not passing:
        start = "\r\033[K"
    sys.stdout.write(f"{start}  {subject:<10} {text}{end}")
    sys.stdout.flush()
