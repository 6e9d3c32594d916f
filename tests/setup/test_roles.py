"""Who may do what: the table as delivered, and what a file of the operator changes in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from partnercenter import checkup
from partnercenter.grants import UnreadableRoles, permissions_of, read, roles_with
from partnercenter.roles import TABLE, Permission, Role

# Domain 2.2 with the defaults of 2.3: Global, Billing, Admin, Sales and Helpdesk, in this order.
MATRIX = """
    see_billing               G B A S H
    download_invoices         G B A S H
    download_reconciliation   G B A - -
    download_daily_usage      - B A S H
    see_price_lists           G B A S -
    see_consumption_prices    G B A S H
    see_customers             G B A S H
    add_customers             G - A S -
    edit_customers            G - - S H
    set_budgets               - - A - -
    see_orders                G - A S -
    place_orders              G - A S -
    order_software            G - A - -
    change_licenses           G - A S H
    manage_subscriptions      G - A S H
    cancel_subscriptions      G - A S H
    cancel_software           - - A - -
    change_frequency          - B A S H
    ask_questions             G B A S H
    see_requests              G B A - -
    request_tax_changes       G B - - -
    request_credits           G B - - -
    see_billing_profile       G B A - -
    edit_billing_profile      G - - - -
    receive_invoice_mail      G B - - -
    manage_users              G - - - -
    see_activity              G B A S H
"""
ROLES = dict(zip("GBASH", Role, strict=True))


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def written(content: object) -> str:
        path = tmp_path / "roles.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return written


def test_every_role_has_what_its_column_of_the_matrix_lists() -> None:
    rows = [line.split() for line in MATRIX.strip().splitlines()]

    written = {name: {ROLES[sign] for sign in signs if sign != "-"} for name, *signs in rows}

    assert written == {permission.value: set(held) for permission, held in TABLE.items()}
    assert set(TABLE) == set(Permission)


def test_several_roles_give_what_each_of_them_gives() -> None:
    both = permissions_of({Role.HELPDESK_AGENT, Role.BILLING_ADMIN})

    assert both == permissions_of({Role.HELPDESK_AGENT}) | permissions_of({Role.BILLING_ADMIN})
    assert permissions_of(set()) == frozenset()


def test_a_file_replaces_the_rows_it_names_and_no_other(file: Any) -> None:
    path = file({"set_budgets": ["sales_agent", "billing_admin"]})

    table = read(path)

    changed = {row for row in Permission if table[row] != TABLE[row]}
    assert changed == {Permission.SET_BUDGETS}
    assert table[Permission.SET_BUDGETS] == {Role.SALES_AGENT, Role.BILLING_ADMIN}


def test_the_file_of_the_setting_is_what_everybody_asks(file: Any, settings: Any) -> None:
    settings.ROLES_FILE = file({"cancel_software": [], "set_budgets": ["helpdesk_agent"]})

    assert roles_with(Permission.SET_BUDGETS) == (Role.HELPDESK_AGENT,)
    assert roles_with(Permission.CANCEL_SOFTWARE) == ()
    assert Permission.SET_BUDGETS not in permissions_of({Role.ADMIN_AGENT})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "Expecting property name"),
        (["manage_users"], "expected an object from permissions to lists of roles"),
        ({"fly": ["global_admin"]}, "there is no permission 'fly'"),
        ({"set_budgets": "admin_agent"}, "set_budgets must be a list of roles"),
        ({"set_budgets": ["king"]}, "set_budgets: there is no role 'king'"),
    ],
)
def test_each_mistake_in_the_file_is_named(file: Any, content: object, told: str) -> None:
    path = file(content)

    with pytest.raises(UnreadableRoles) as refused:
        read(path)

    assert str(refused.value).startswith(path)
    assert told in str(refused.value)


def test_the_doctor_names_the_file_and_what_is_wrong_in_it(file: Any, settings: Any) -> None:
    settings.ROLES_FILE = file({"fly": []})

    found = checkup.roles()

    assert found.text.endswith("there is no permission 'fly'")
    assert found.remedy == "mend the file that ROLES_FILE names, or unset it"


def test_the_doctor_tells_of_a_file_that_is_not_there(settings: Any, tmp_path: Path) -> None:
    settings.ROLES_FILE = str(tmp_path / "nowhere.json")

    assert "nowhere.json" in checkup.roles().text
    assert checkup.roles().remedy


def test_the_doctor_tells_of_a_table_by_which_nobody_manages_users(
    file: Any, settings: Any
) -> None:
    settings.ROLES_FILE = file({"manage_users": []})

    found = checkup.roles()

    assert found.text == "no role manages users"
    assert found.remedy.startswith("give manage_users to a role in ")


def test_the_table_as_delivered_is_sound(settings: Any) -> None:
    settings.ROLES_FILE = ""

    assert checkup.roles() == checkup.Finding(subject="roles", text="as delivered")
