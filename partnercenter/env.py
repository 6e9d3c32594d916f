"""Reading the environment: every setting has one name, every secret also a ``*_FILE``."""

import json
import os
import tempfile
from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def env(name: str, default: str = "") -> str:
    """Return the variable, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes-or-no variable; 1, true, yes and on mean yes."""
    value = env(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str = "", *, known: Container[str] | None = None) -> list[str]:
    """Return a comma-separated variable as a list without empty entries.

    Raises ValueError, naming the variable, for a word that is not one of the known.
    """
    found = [word.strip() for word in env(name, default).split(",") if word.strip()]
    if known is not None and (unknown := [word for word in found if word not in known]):
        raise ValueError(f"{name} does not know {unknown[0]!r}")
    return found


def whole(name: str, default: int, *, least: int = 1) -> int:
    """Return a variable that holds a whole number; raises ValueError, naming it, for others."""
    try:
        found = int(env(name, str(default)))
    except ValueError as error:
        raise ValueError(f"{name} is not a whole number") from error
    if found < least:
        raise ValueError(f"{name} must be {least} or more")
    return found


def json_object(name: str) -> dict[str, Any]:
    """Return a variable that holds a JSON object, empty when unset.

    Raises ValueError, naming the variable, for anything else.
    """
    try:
        found = json.loads(env(name, "{}"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{name} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{name} is not a JSON object: {found!r}")
    return found


def secret(name: str, default: str = "") -> str:
    """Return a secret from ``NAME`` or from the file that ``NAME_FILE`` names."""
    if path := env(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return env(name, default)


def data_dir() -> Path:
    """Return the folder of everything an installation keeps: ``DATA_DIR``, or ``var``."""
    beside = Path(__file__).resolve().parent.parent / "var"
    return Path(env("DATA_DIR", str(beside))).resolve()


def kept_secret(name: str, path: Path) -> str:
    """Return a secret, making one up once and keeping it in ``path`` when none is given."""
    if value := secret(name):
        return value
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written aside and linked: two processes that start together agree on one secret.
        draft, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(draft, "w", encoding="utf-8") as file:
            file.write(os.urandom(48).hex())
        with suppress(FileExistsError):
            path.hardlink_to(name)
        Path(name).unlink()
    return path.read_text(encoding="utf-8").strip()


def database(url: str) -> dict[str, Any]:
    """Return Django's connection settings for a ``postgresql://`` URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
