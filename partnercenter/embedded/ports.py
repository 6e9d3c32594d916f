"""Choosing the port of the web server: the wanted one, or a free one near it."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from partnercenter.embedded.processes import CannotStart

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (what a user may ask for)


@contextmanager
def reserved(host: str, wanted: int) -> Iterator[int]:
    """Yield the wanted port, or the next one that nobody has or is about to have."""
    for port in [*range(wanted, min(wanted + 50, 65536)), 0]:
        with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                chosen = probe.getsockname()[1]
            except PermissionError as error:
                raise CannotStart(
                    f"Port {port} needs more rights than you have: choose one above 1023."
                ) from error
            except socket.gaierror as error:
                raise CannotStart(f"There is no address {host} on this machine.") from error
            except OSError:
                continue
        if (claim := _claim(chosen)) is not None:
            with claim:
                yield chosen
            return
    raise CannotStart(f"No free port was found for {host}: choose another address.")


def reachable(host: str) -> str:
    """Return how this machine itself writes the address a server listens on."""
    return EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)


def _claim(port: int) -> socket.socket | None:
    """Claim a port among our own kind: web servers share ports without an error.

    The name lives in the kernel, so that nothing is left behind whatever happens to us.
    """
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if sys.platform == "linux":
        try:
            claim.bind(f"\0partnercenter-port-{port}")
        except OSError:
            claim.close()
            return None
    return claim


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
