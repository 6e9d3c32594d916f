"""Who the demo's partners are beyond the file: contacts, confirmed profiles, resellers of record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.demo.people import MAIN, OTHER
from customers.models import Partner
from customers.services import billing_contacts, billing_profiles, resellers
from customers.services.billing_profiles import Profile


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the supplier writes to at a partner."""

    mpn_id: str
    registration: str
    name: str
    email: str
    region: str = ""


CONTACTS = (
    Contact(MAIN, "KvK 24417052", "Jet Waterman", "finance@waterkant-cloud.example"),
    Contact(OTHER, "HRB 41170, Bielefeld", "Uwe Haselbrück", "buchhaltung@haselbrueck-it.example"),
    Contact("4391018", "RCS Nantes 000 214 819", "Maëlle Galet", "compta@nuage-galet.example"),
    Contact("4391475", "No. 10041733", "Iris Bracken", "accounts@brackenfold.example"),
    Contact("4391833", "CHE-100.417.346", "Reto Quarz", "rechnungen@alpenquarz.example"),
    Contact("4392206", "Org.nr. 100 417 251", "Signe Fjord", "faktura@fjordlys.example"),
    Contact("4392641", "", "Dana Copper", "ap@copperline.example", "OR"),
    Contact("4393097", "KRS 0000417338", "Ewa Chmura", "faktury@chmurolom.example"),
    Contact("4393450", "KvK 24418877", "Sjoerd Licht", "administratie@polderlicht.example"),
)
RESELLERS = (
    ("5120318", "Weserbogen Systemhaus GmbH", "DE"),
    ("5120774", "Kontorwerk IT eG", "DE"),
)


def make(*, at: datetime) -> None:
    """Fill in and confirm the profiles, and add what the purchases name; partners must be there.

    Who came without a VAT id says that there is none.
    """
    for contact in CONTACTS:
        partner = Partner.objects.get(mpn_id=contact.mpn_id)
        billing_profiles.change(partner=partner, profile=_profile(partner, contact), at=at)
        billing_profiles.say_no_vat_id(partner=partner, at=at)
        billing_profiles.confirm(partner=partner, at=at)
    main = Partner.objects.get(mpn_id=MAIN)
    billing_contacts.add(
        partner=main, name="Ledger desk", email="ledger@waterkant-cloud.example", at=at
    )
    provider = Partner.objects.get(mpn_id=OTHER)
    for mpn_id, name, country in RESELLERS:
        resellers.add(partner=provider, mpn_id=mpn_id, name=name, country=country, at=at)


def _profile(partner: Partner, contact: Contact) -> Profile:
    return Profile(
        registration=contact.registration,
        address_line1=partner.address_line1,
        address_line2="",
        postal_code=partner.postal_code,
        city=partner.city,
        region=contact.region,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone="",
        language=partner.language,
        purchase_order=partner.purchase_order,
    )
