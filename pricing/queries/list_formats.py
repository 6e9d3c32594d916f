"""In which formats a price list can be had as a file, and how such a file is called."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnercenter.outgoing import Flavour
from pricing.models import PriceList

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ListFormat:
    """One format; ``explains`` says in a sentence for whom it is."""

    code: str
    label: Promise
    explains: Promise
    suffix: str
    flavour: Flavour

    @property
    def is_workbook(self) -> bool:
        """Whether it takes long enough that a worker makes it."""
        return self.suffix == XLSX

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.suffix]

    def file_name(self, price_list: PriceList) -> str:
        """Return for example ``license_EUR_2026-12_e1_spreadsheet.csv``."""
        market = f"_{price_list.market}" if price_list.market else ""
        month = f"{price_list.month:%Y-%m}"
        safe = "_spreadsheet" if self.flavour is Flavour.SAFE else ""
        name = f"{price_list.kind}_{price_list.currency}{market}_{month}_e{price_list.edition}"
        return f"{name}{safe}.{self.suffix}"


FORMATS = (
    ListFormat(
        "csv_exact",
        _("Exact file"),
        _("For programs: every character as it was published."),
        CSV,
        Flavour.EXACT,
    ),
    ListFormat(
        "csv_safe",
        _("File for spreadsheets"),
        _("Safe to open: a text that a spreadsheet could run gets an apostrophe in front."),
        CSV,
        Flavour.SAFE,
    ),
    ListFormat(
        "xlsx_exact",
        _("Exact workbook"),
        _("For programs: every cell is text, so that no digit and no leading zero is lost."),
        XLSX,
        Flavour.EXACT,
    ),
    ListFormat(
        "xlsx_safe",
        _("Workbook for reading"),
        _("Safe to open: real dates and numbers to sort, filter and add up; no formulas."),
        XLSX,
        Flavour.SAFE,
    ),
)
BY_CODE = {one.code: one for one in FORMATS}
