"""What the law wants said where no tax is charged, in the language of the document.

VAT Directive article 226 (11a) asks for these very words, so they are data and not a
translation that may be missing.
"""

from __future__ import annotations

WORDS = {
    "reverse_charge": {
        "en": "Reverse charge",
        "nl": "Btw verlegd",
        "de": "Steuerschuldnerschaft des Leistungsempfängers",
        "fr": "Autoliquidation",
        "pl": "Odwrotne obciążenie",
    },
    "exempt": {
        "en": "Exempt from VAT",
        "nl": "Vrijgesteld van btw",
        "de": "Von der Umsatzsteuer befreit",
        "fr": "Exonéré de TVA",
        "pl": "Zwolnione z VAT",
        "nb": "Fritatt for merverdiavgift",
    },
    "outside_eu": {
        "en": "Outside the scope of EU VAT: the place of supply is where the recipient is",
        "nl": "Buiten het bereik van EU-btw: plaats van dienst is bij de afnemer",
        "de": "Nicht steuerbar in der EU: Leistungsort ist beim Empfänger",
        "fr": "Hors champ de la TVA de l'UE : le lieu de la prestation est chez le preneur",
        "nb": "Utenfor EUs merverdiavgift: leveringsstedet er hos mottakeren",
    },
}
# What follows the words where the exemption has a certificate with a number.
UNDER = {
    "en": "{} under certificate {}",
    "nl": "{} op grond van certificaat {}",
    "de": "{} gemäß Bescheinigung {}",
    "fr": "{} sur attestation {}",
    "pl": "{} na podstawie zaświadczenia {}",
    "nb": "{} i henhold til attest {}",
}


def untaxed(rule: str, *, language: str, certificate: str = "") -> str:
    """Return the words for the rule that was decided, nothing where tax is charged.

    A language of its own is followed by the English words, which every auditor reads.
    """
    words = WORDS.get(rule)
    if words is None:
        return ""
    if certificate:
        words = {code: UNDER[code].format(said, certificate) for code, said in words.items()}
    own, english = words.get(language.split("-")[0]), words["en"]
    return english if own in (None, english) else f"{own} ({english})"
