"""In which formats a table can be had as a file, and for whom each is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnercenter.outgoing.columns import Flavour

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Format:
    """One format; ``explains`` says in a sentence for whom it is."""

    code: str
    label: Promise
    explains: Promise
    suffix: str
    flavour: Flavour

    @property
    def is_workbook(self) -> bool:
        return self.suffix == XLSX

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.suffix]

    def named(self, stem: str) -> str:
        """Return the file's name, for example ``customers_spreadsheet.csv``."""
        safe = "_spreadsheet" if self.flavour is Flavour.SAFE else ""
        return f"{stem}{safe}.{self.suffix}"


FORMATS = (
    Format(
        "csv_exact",
        _("Exact file"),
        _("For programs: every character as it is kept here."),
        CSV,
        Flavour.EXACT,
    ),
    Format(
        "csv_safe",
        _("File for spreadsheets"),
        _("Safe to open: a text that a spreadsheet could run gets an apostrophe in front."),
        CSV,
        Flavour.SAFE,
    ),
    Format(
        "xlsx_exact",
        _("Exact workbook"),
        _("For programs: every cell is text, so that no digit and no leading zero is lost."),
        XLSX,
        Flavour.EXACT,
    ),
    Format(
        "xlsx_safe",
        _("Workbook for reading"),
        _("Safe to open: real dates and numbers to sort, filter and add up; no formulas."),
        XLSX,
        Flavour.SAFE,
    ),
)
BY_CODE = {one.code: one for one in FORMATS}
