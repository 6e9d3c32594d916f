"""The folders of the embedded servers, made private to whoever starts them."""

import errno
import os
import stat
from pathlib import Path

from partnercenter.embedded.endpoints import LONGEST_SOCKET_PATH, POSTGRES_SOCKET, socket_dir
from partnercenter.embedded.processes import CannotStart


def make(data_dir: Path) -> None:
    """Create what is missing of the data folder, or raise CannotStart."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "it belongs to another user")
        (data_dir / "log").mkdir(exist_ok=True)
        _make_socket_dir(data_dir.resolve())
    except OSError as error:
        raise CannotStart(
            f"The data folder {data_dir} cannot be used ({error.strerror}): make it yours, "
            "or choose another with DATA_DIR (make run DATA=...)."
        ) from error


def _make_socket_dir(data_dir: Path) -> None:
    folder, inside = socket_dir(data_dir), data_dir / "run"
    if len(os.fsencode(folder / POSTGRES_SOCKET)) > LONGEST_SOCKET_PATH:
        raise CannotStart(
            f"The path {folder} is too long for a socket: set TMPDIR to a short one."
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    # Anybody may create names in the temporary folder; trust only what is ours and private.
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not private or os.geteuid() not in {0, found.st_uid}:
        raise CannotStart(f"The folder {folder} is not private to you: remove it and try again.")
    if folder != inside and not inside.exists():
        inside.unlink(missing_ok=True)
        inside.symlink_to(folder)
