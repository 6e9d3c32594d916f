"""Running PostgreSQL, which refuses root, where the installation belongs to root."""

import os
import shutil
from pathlib import Path

from partnercenter.embedded.processes import CannotStart, status_of

NOBODY = 65534
CAP_DAC_OVERRIDE, CAP_SETPCAP = 1, 8


def as_permitted_user(cluster: Path) -> list[str | Path]:
    """Return what to put before a command that refuses to be run by root.

    One capability is left to the ordinary user: to reach a virtual environment and data under
    a private home folder, without opening that folder to anybody.
    """
    if os.geteuid() != 0:
        return []
    if not (setpriv := shutil.which("setpriv")):
        raise CannotStart(
            "PostgreSQL does not run as root, and `setpriv` to run it as another user is missing: "
            "install util-linux, or run this as an ordinary user."
        )
    if not _may(CAP_DAC_OVERRIDE):
        raise CannotStart(
            "PostgreSQL does not run as root, and root lacks the capability DAC_OVERRIDE here to "
            "run it as another user: run this as an ordinary user, or set DATABASE_URL."
        )
    owner = cluster.stat().st_uid if cluster.exists() else NOBODY
    user = owner or NOBODY
    prefix: list[str | Path] = [setpriv, f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    if _may(CAP_SETPCAP):
        # PostgreSQL asks access() about its programs, which looks at capabilities only then.
        prefix += ["--securebits=+no_setuid_fixup"]
    return prefix


def _may(capability: int) -> bool:
    return bool(int(status_of("self", "CapEff") or "0", 16) >> capability & 1)
