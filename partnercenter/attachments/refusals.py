"""How an attached file is refused: the message says what to do."""

from __future__ import annotations

from partnercenter.errors import Refused


class Unacceptable(Refused):
    """The file is not taken in."""

    code = "unacceptable_file"
