"""The three processes of an installation on one machine: how each is started, and where."""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from partnercenter.embedded.ports import EVERYWHERE, LOOPBACK, reachable
from partnercenter.embedded.supervisor import Service
from partnercenter.env import data_dir

WEB_THREADS = 8
WORKER_PROCESSES = 2


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def local_url(self) -> str:
        """Return the address as this machine reaches it."""
        return f"http://{reachable(self.host)}:{self.port}"

    @property
    def url(self) -> str:
        """Return the address to tell people."""
        name = socket.gethostname() if self.host in EVERYWHERE else reachable(self.host)
        return f"http://{name}:{self.port}"


def environ_for(address: Address) -> dict[str, str]:
    """Return the environment of the services: ours, and what follows from the address."""
    found = {"DATA_DIR": str(data_dir()), "PUBLIC_URL": address.url}
    if address.host not in LOOPBACK:
        names = ["localhost", "127.0.0.1", "[::1]", *_names_of_this_machine(), address.host]
        found["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))
    chosen = {name: value for name, value in os.environ.items() if value}
    return {**found, **chosen, "DATA_DIR": found["DATA_DIR"], "PYTHONUNBUFFERED": "1"}


def everything(
    address: Address, *, environ: dict[str, str], probes: Mapping[str, Callable[[], bool]]
) -> list[Service]:
    """Return the web server, the worker and the clock."""
    web = ["granian", "--interface", "wsgi", "--no-ws", "--workers-kill-timeout", "5"]
    web += ["--blocking-threads", str(WEB_THREADS), "--host", address.host]
    web += ["--port", str(address.port), "partnercenter.wsgi:application"]
    celery = ["celery", "--app", "partnercenter.celery"]
    worker = [*celery, "worker", "--concurrency", str(WORKER_PROCESSES), "--loglevel", "INFO"]
    beat = [*celery, "beat", "--pidfile", "", "--loglevel", "INFO"]
    return [
        Service(
            name=name,
            command=[sys.executable, "-m", *command],
            environ={**environ, **extra},
            is_healthy=probes[name],
            ask_helpers_too=name == "web",
        )
        for name, command, extra in [
            ("web", web, {"DATABASE_POOL": "1"}),
            ("worker", worker, {}),
            ("beat", beat, {}),
        ]
    ]


def _names_of_this_machine() -> list[str]:
    name = socket.gethostname()
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        found = []
    addresses = [str(address[0]) for *_, address in found]
    return [name, socket.getfqdn(), *(f"[{it}]" if ":" in it else it for it in addresses)]
