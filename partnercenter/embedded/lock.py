"""Writing constraints.txt anew: what requirements.txt pulls in, found in a fresh environment."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from partnercenter.embedded.prepare import REQUIREMENTS

HEAD = """\
# The exact version of everything that requirements.txt pulls in.
# Written by `make lock`, in a fresh environment; do not edit.
"""


def main() -> None:
    """Install requirements.txt alone, and pin what came."""
    requirements, constraints = REQUIREMENTS
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [str(Path(folder) / "bin" / "pip"), "--disable-pip-version-check"]
        install = [*pip, "install", "-q", "-r", str(requirements)]
        subprocess.run(install, check=True)  # noqa: S603
        frozen = subprocess.run(  # noqa: S603
            [*pip, "freeze"], check=True, capture_output=True, text=True
        )
    pins = [line for line in frozen.stdout.splitlines() if "==" in line]
    constraints.write_text(HEAD + "\n".join(pins) + "\n", encoding="utf-8")
    sys.stdout.write(f"{constraints.name}: {len(pins)} packages\n")


if __name__ == "__main__":
    main()
