"""Files that people attach: taken in only as what their bytes prove them to be."""

from partnercenter.attachments.checks import (
    EVIDENCE,
    WITH_TEXT,
    Arriving,
    Checked,
    checked,
)
from partnercenter.attachments.refusals import Unacceptable

__all__ = ["EVIDENCE", "WITH_TEXT", "Arriving", "Checked", "Unacceptable", "checked"]
