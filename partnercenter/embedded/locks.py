"""Locks that the kernel lets go of when their holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Taken(RuntimeError):
    """Another process holds the lock; ``note`` is what it wrote there."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


class Lock:
    """One file that is locked by all its users together, or by one alone."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def share(self) -> None:
        """Become one of the users."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def wait(self) -> None:
        """Become the only holder, however long that takes."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def alone(self) -> bool:
        """Become the only holder if nobody else holds it now, and tell whether that worked."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        os.close(self._file)

    def note(self, text: str) -> None:
        """Leave a note for those who find the lock taken."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def read(self) -> str:
        """Return the note of the holder."""
        return os.pread(self._file, 500, 0).decode(errors="replace")


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Wait for one's turn: one process at a time is inside."""
    lock = Lock(path)
    try:
        lock.wait()
        yield
    finally:
        lock.close()


@contextmanager
def only_one(path: Path) -> Iterator[Lock]:
    """Be the only one inside, or raise Taken at once."""
    lock = Lock(path)
    try:
        if not lock.alone():
            raise Taken(lock.read())
        yield lock
    finally:
        lock.close()
