"""All services run, or none; ports and locks go to one installation each."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from partnercenter.embedded.locks import Taken, only_one
from partnercenter.embedded.ports import reachable, reserved
from partnercenter.embedded.processes import command_of, wait_until
from partnercenter.embedded.services import Address, environ_for
from partnercenter.embedded.supervisor import Died, Service, Supervisor

SLEEPS = "import time; print('begun', flush=True); time.sleep(600)"
WITH_HELPER = (
    "import subprocess, sys, time; "
    "helper = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "print(helper.pid, flush=True); time.sleep(600)"
)


def service(name: str, code: str, is_healthy: Callable[[], bool] = lambda: True) -> Service:
    return Service(
        name=name,
        command=[sys.executable, "-c", code],
        environ=dict(os.environ),
        is_healthy=is_healthy,
    )


def test_every_service_is_told_of_when_it_is_healthy(tmp_path: Path) -> None:
    log = tmp_path / "one.log"
    one = service("one", SLEEPS, lambda: "begun" in log.read_text())
    told: list[str] = []

    with Supervisor([one, service("two", SLEEPS)], folder=tmp_path, logs=tmp_path) as supervisor:
        supervisor.wait_until_healthy(say=told.append)

    assert sorted(told) == ["one", "two"]


def test_a_service_that_ends_takes_all_others_with_it(tmp_path: Path) -> None:
    fails = service("fails", "import sys; print('no such table'); sys.exit(3)", lambda: False)
    sleeps = service("sleeps", "import os; print(os.getpid(), flush=True); " + SLEEPS)
    log = tmp_path / "sleeps.log"

    with Supervisor([sleeps, fails], folder=tmp_path, logs=tmp_path) as supervisor:
        assert wait_until(lambda: "begun" in log.read_text(), seconds=20)
        with pytest.raises(Died, match=r"fails ended with 3.*\n.*no such table"):
            supervisor.wait_until_healthy(say=lambda name: None)

    assert command_of(int(log.read_text().split()[0])) == ""


def test_helpers_of_a_service_do_not_outlive_it(tmp_path: Path) -> None:
    log = tmp_path / "parent.log"

    with Supervisor([service("parent", WITH_HELPER)], folder=tmp_path, logs=tmp_path):
        assert wait_until(lambda: bool(log.read_text().strip()), seconds=20)
        helper = int(log.read_text())
        alive = command_of(helper)

    assert "sleep" in alive
    assert wait_until(lambda: command_of(helper) == "", seconds=5)


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        with reserved("127.0.0.1", taken) as first, reserved("127.0.0.1", taken) as second:
            chosen = {first, second}

    assert taken not in chosen
    assert len(chosen) == 2


@pytest.mark.parametrize(
    ("host", "written"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")],
)
def test_an_address_is_written_as_this_machine_reaches_it(host: str, written: str) -> None:
    assert reachable(host) == written


def test_a_server_for_other_machines_answers_to_the_name_of_this_one() -> None:
    environ = environ_for(Address(host="0.0.0.0", port=9000))

    assert environ["PUBLIC_URL"] == f"http://{socket.gethostname()}:9000"
    assert socket.gethostname() in environ["ALLOWED_HOSTS"].split(",")


def test_what_the_environment_says_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://partnercenter.example")

    environ = environ_for(Address(host="127.0.0.1", port=9000))

    assert environ["PUBLIC_URL"] == "https://partnercenter.example"


def test_a_second_start_of_the_same_installation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "up.lock"

    with only_one(path) as lock:
        lock.note("process 7, port 8000")
        with pytest.raises(Taken, match="process 7, port 8000"), only_one(path):
            pass

    with only_one(path):
        pass
