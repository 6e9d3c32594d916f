"""Addresses of the embedded servers follow from the data folder alone."""

from pathlib import Path

import pytest

from partnercenter.embedded import endpoints, folders
from partnercenter.embedded.processes import CannotStart
from partnercenter.env import database

LONG = "a-rather-long-name-of-a-folder/" * 5


def test_servers_listen_inside_the_data_folder(tmp_path: Path) -> None:
    data_dir = Path("/srv/pc")

    found = endpoints.database_url(data_dir), endpoints.redis_url(data_dir)

    assert found == (
        "postgresql://partnercenter@/partnercenter?host=%2Fsrv%2Fpc%2Frun",
        "unix:///srv/pc/run/valkey.sock",
    )


def test_a_path_too_long_for_a_socket_gives_a_short_folder_elsewhere(tmp_path: Path) -> None:
    data_dir = tmp_path / LONG

    folder = endpoints.socket_dir(data_dir)

    assert folder.parent != data_dir
    assert len(str(folder / endpoints.POSTGRES_SOCKET)) <= endpoints.LONGEST_SOCKET_PATH
    assert folder == endpoints.socket_dir(data_dir / "." / "run" / "..")
    assert folder != endpoints.socket_dir(tmp_path / LONG / "other")


def test_a_process_with_another_temporary_folder_finds_the_same_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = tmp_path / LONG
    folders.make(data_dir)
    folder = endpoints.socket_dir(data_dir)

    monkeypatch.setattr("tempfile.gettempdir", lambda: "/elsewhere")

    assert endpoints.socket_dir(data_dir) == folder
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()


def test_a_copied_data_folder_does_not_use_the_sockets_of_its_original(tmp_path: Path) -> None:
    original, copy = tmp_path / LONG / "original", tmp_path / LONG / "copy"
    folders.make(original)
    copy.mkdir(parents=True)

    (copy / "run").symlink_to((original / "run").readlink())

    assert endpoints.socket_dir(copy) != endpoints.socket_dir(original)
    endpoints.socket_dir(original).rmdir()


def test_a_comma_in_the_path_gives_a_short_folder_elsewhere() -> None:
    data_dir = Path("/srv/one, two")

    folder = endpoints.socket_dir(data_dir)

    assert "," not in str(folder)


def test_a_socket_folder_that_others_can_open_is_refused(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    (data_dir / "run").mkdir(parents=True)
    (data_dir / "run").chmod(0o755)

    with pytest.raises(CannotStart, match="not private"):
        folders.make(data_dir)


def test_the_database_settings_hold_the_socket_folder_whatever_its_name(tmp_path: Path) -> None:
    data_dir = tmp_path / "a b+c%20&d?e#ü"

    settings = database(endpoints.database_url(data_dir))

    assert settings["HOST"] == str(data_dir / "run")
    assert (settings["NAME"], settings["USER"]) == ("partnercenter", "partnercenter")


@pytest.mark.parametrize(
    ("redis_url", "broker", "cache"),
    [
        ("unix:///p/s", "redis+socket:///p/s?virtual_host=0", "unix:///p/s?db=1"),
        ("unix:///p/s?db=3", "redis+socket:///p/s?virtual_host=3", "unix:///p/s?db=4"),
        ("redis://host", "redis://host/0", "redis://host/1"),
        ("redis://:word@host:6380/4", "redis://:word@host:6380/4", "redis://:word@host:6380/5"),
        (
            "rediss://host/0?ssl_cert_reqs=required",
            "rediss://host/0?ssl_cert_reqs=required",
            "rediss://host/1?ssl_cert_reqs=required",
        ),
    ],
)
def test_queue_and_cache_share_a_server_but_not_a_database(
    redis_url: str, broker: str, cache: str
) -> None:
    assert endpoints.broker_url(redis_url) == broker
    assert endpoints.cache_url(redis_url) == cache
