"""The embedded Redis-compatible server: a queue and a cache on a unix socket."""

import os
import socket
from pathlib import Path

from partnercenter.embedded import binaries
from partnercenter.embedded.endpoints import VALKEY_SOCKET, socket_dir
from partnercenter.embedded.processes import CannotStart, begin, last_lines, wait_until

NAME = "Valkey"
LOADING_SECONDS = 30


def is_running(data_dir: Path) -> bool:
    """Return whether the server answers."""
    return _ask(data_dir, "PING").startswith("+PONG")


def has_ended(data_dir: Path) -> bool:
    """Return whether nobody listens any more; a server that is only slow has not ended."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(socket_dir(data_dir) / VALKEY_SOCKET))
        except (ConnectionRefusedError, FileNotFoundError):
            return True
        except OSError:
            return False
    return False


def start(data_dir: Path) -> None:
    """Start the server, or raise CannotStart."""
    kept, log = data_dir.resolve() / "valkey", data_dir / "log" / "valkey.log"
    kept.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket_dir(data_dir) / VALKEY_SOCKET),
        "unixsocketperm": "700",
        "dir": str(kept),
        "save": "60 1",
        # Messages only wake; rows in the database are the work. A full disk must not stop it.
        "stop-writes-on-bgsave-error": "no",
    }
    command = [binaries.valkey_server()]
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    process = begin([*command, *words], log=log, environ={**os.environ, "LC_ALL": "C"})
    wait_until(lambda: is_running(data_dir) or process.poll() is not None, seconds=LOADING_SECONDS)
    if not is_running(data_dir):
        raise CannotStart(f"Valkey does not start. The end of {log}:\n{last_lines(log)}")


def stop(data_dir: Path) -> None:
    """Stop the server after it has written what it holds."""
    # The answer is the end of the connection, which comes with the end of the process.
    _ask(data_dir, "SHUTDOWN", seconds=LOADING_SECONDS)


def _ask(data_dir: Path, command: str, *, seconds: float = 5) -> str:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(seconds)
        try:
            connection.connect(str(socket_dir(data_dir) / VALKEY_SOCKET))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(200).decode(errors="replace")
        except OSError:
            return ""
