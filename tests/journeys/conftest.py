"""A browser, a worker and the whole demo world, loaded once for all journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from billing.demo import people, world
from partnercenter.celery import app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TODAY = date(2026, 11, 23)
OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real commits for the whole package, swept away when it ends: others must see them."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
        call_command("flush", interactive=False, verbosity=0)
        connection.close()


@pytest.fixture(scope="package")
def demo_world(db: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world as of a fixed day; returns the folder of its documents."""
    world.load(today=TODAY, say=lambda done, of, what: None)
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="package")
def address(demo_world: Path) -> Iterator[str]:
    """The product as served, over the demo world."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(autouse=True)
def documents_folder(demo_world: Path, settings: Any, _own_folders: None) -> Path:
    """One place for all documents of the demo world."""
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": demo_world},
        },
    }
    return demo_world


@pytest.fixture
def worker(documents_folder: Path) -> Iterator[None]:
    """A real Celery worker on the real broker."""
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=60):
        yield


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium; the journeys are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install the chromium package to run the journeys")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when its console reports an error."""
    context = browser.new_context(base_url=address, accept_downloads=True)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    yield opened
    context.close()
    assert complaints == []


def sign_in(page: Page, email: str) -> None:
    """Sign in as somebody of the demo world."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/")
