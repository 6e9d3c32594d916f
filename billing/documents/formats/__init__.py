"""Every shape an invoice can leave the house in. A new shape is a new module and a name here."""

from typing import Protocol

from billing.documents.formats import pdf, recon_license, recon_one_time, recon_usage
from billing.models import Invoice
from partnercenter.roles import Permission


class Format(Protocol):
    """One shape: when it is wanted, what its file is called, and how its bytes are made.

    ``NEEDS`` is what it takes to download it.
    """

    CODE: str
    SUFFIX: str
    MEDIA_TYPE: str
    NEEDS: Permission

    def wanted(self, invoice: Invoice, /) -> bool: ...

    def file_name(self, invoice: Invoice, /) -> str: ...

    def render(self, invoice: Invoice, /) -> bytes: ...


FORMATS: dict[str, Format] = {
    format_.CODE: format_ for format_ in (pdf, recon_license, recon_usage, recon_one_time)
}


def wanted(invoice: Invoice) -> list[str]:
    """Return the formats an invoice is made in."""
    return [code for code, format_ in FORMATS.items() if format_.wanted(invoice)]
