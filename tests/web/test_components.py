"""What the components and filters write, in the reader's own way."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from partnercenter import localize
from partnercenter.charts import column_chart
from partnercenter.money import Money
from partnercenter.periods import Period

TIED = "\N{NO-BREAK SPACE}"


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def written(source: str, **context: Any) -> str:
    """Render a piece of template."""
    loads = "{% load formats addresses i18n %}"
    return engines["django"].from_string(loads + source).render(context).strip()


def component(name: str, **context: Any) -> str:
    return render_to_string(f"components/{name}.html", context)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "EUR −12,340.55"),
        ("nl", "EUR −12.340,55"),
        ("de", "−12.340,55 EUR"),
        ("pl", "−12 340,55 EUR"),
    ],
)
def test_an_amount_has_code_separators_and_minus_sign_of_the_language(language, expected):
    with translation.override(language):
        text = written("{{ value|money }}", value=euros("-12340.554"))

    assert text.replace(TIED, " ") == expected


def test_a_currency_without_cents_shows_none():
    assert written("{{ v|money }}", v=Money(Decimal(1200), "JPY")) == f"JPY{TIED}1,200"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("12", "12.00"),
        ("0.000083000", "0.000083"),
        ("1.123456789012345678", "1.123456789012345678"),
    ],
)
def test_a_unit_price_keeps_its_decimals_but_no_idle_zeroes(amount, expected):
    assert written("{{ v|price }}", v=euros(amount)) == f"EUR{TIED}{expected}"


def test_days_moments_and_periods_are_written_as_on_documents():
    context = {
        "day": date(2026, 12, 13),
        "at": datetime(2026, 12, 13, tzinfo=UTC),
        "period": Period(date(2026, 11, 13), date(2026, 12, 13)),
        "pair": (date(2026, 12, 13), date(2027, 1, 13)),
    }

    text = written(
        "{{ day|day }}; {{ at|moment }}; {{ period|period }}; {{ pair|period }}", **context
    )

    assert text == (
        "13 Dec 2026; 13 Dec 2026, 00:00 UTC; 13 Nov – 12 Dec 2026; 13 Dec 2026 – 12 Jan 2027"
    )


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs its time zone"):
        localize.moment(datetime(2026, 12, 13))  # noqa: DTZ001


def test_nothing_is_a_dash():
    assert written("{{ v|money }}{{ v|day }}{{ v|quantity }}", v=None) == "–––"


def test_an_iban_stands_in_fours_and_a_country_by_its_name():
    text = written(
        "{{ iban|in_fours }}, {{ land|place:'de' }}", iban="NL91ABNA0417164300", land="NO"
    )

    assert text == "NL91 ABNA 0417 1643 00, Norwegen"


def test_an_amount_carries_the_exact_number_for_programs_and_names_a_credit():
    html = component("amount", value=euros("-5.5"), credit=True)

    assert '<data value="-5.5">' in html
    assert "credit" in html


def test_a_badge_has_a_word_and_a_shape():
    html = component("badge", word="Overdue", tone="bad")

    assert "Overdue" in html
    assert "#bad" in html


@pytest.mark.parametrize(
    ("state", "asks"), [("asked", 1), ("making", 1), ("ready", 0), ("failed", 0)]
)
def test_a_document_asks_again_only_while_it_is_being_made(state, asks):
    html = component(
        "document_state", state=state, id="d1", label="Invoice", kind="PDF", poll="/p", href="/f"
    )

    assert html.count('hx-trigger="every 2s"') == asks
    assert 'id="d1"' in html


def test_a_ready_document_tells_type_and_size():
    html = component(
        "document_state", state="ready", id="d1", label="Invoice", kind="PDF", size=2048, href="/f"
    )

    assert 'href="/f"' in html
    assert f"PDF, 2.0{TIED}KB" in html


def test_removing_a_filter_keeps_the_others_and_starts_at_the_first_page():
    request = RequestFactory().get("/billing/?status=due&status=paid&year=2026&page=7")

    one = written("{% address_without request 'status' 'due' %}", request=request)
    all_of_them = written("{% address_without request 'status' %}", request=request)

    assert one.replace("&amp;", "&") == "/billing/?status=paid&year=2026"
    assert all_of_them == "/billing/?year=2026"


def test_the_error_summary_leads_to_the_field_and_the_field_names_its_error():
    class Profile(forms.Form):
        email = forms.EmailField(help_text="Where invoices go.")

    form = Profile({"email": "nowhere"})

    summary, field = component("error_summary", form=form), component("field", field=form["email"])

    assert '<a href="#id_email">' in summary
    assert 'aria-describedby="id_email_helptext id_email_error"' in field
    assert 'id="id_email_error"' in field
    assert 'id="id_email_helptext"' in field


def test_a_chart_tells_the_same_numbers_as_a_table():
    points = [("Oct", euros("120")), ("Nov", euros("-40.5"))]
    chart = column_chart(points, title="Charges", description="Two months")

    html = component("column_chart", chart=chart, id="c", first="Month", second="Charges")

    assert '<svg role="img"' in html
    assert '<title id="c-title">Charges</title><desc id="c-desc">Two months</desc>' in html
    assert f"EUR{TIED}−40.50</td>" in html


class Inline(HTMLParser):
    """Collects what the Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.found += [
            f"{tag}[{name}]" for name, value in attrs if value and name[:2] in ("on", "st")
        ]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_needs_no_context_and_says_what_to_do(name):
    html = render_to_string(name)
    parser = Inline()
    parser.feed(html)

    assert 'lang="en"' in html
    assert "try again" in html or "again" in html or "Ask" in html or "ask" in html
    assert parser.found == []


def test_no_template_carries_inline_script_or_style():
    found = {}
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        parser = Inline()
        parser.feed(re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text()))
        if parser.found:
            found[path.name] = parser.found

    assert found == {}
