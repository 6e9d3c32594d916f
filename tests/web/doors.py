"""Every address of the product, and what it takes to enter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from partnercenter.roles import Permission
from tests.web.things import Things

P = Permission
PUBLIC, SIGNED_IN = "public", "signed-in"


@dataclass(frozen=True)
class Door:
    """What it takes to enter, and where the thing behind it is named in the address.

    ``also`` is asked once the thing was found: a stranger's thing is not there before that.
    Who lacks ``sees`` finds nothing there, as if it were a stranger's. ``of_nobody`` is an
    address whose parts name nothing that belongs to a partner.
    """

    needs: Permission | str
    args: Callable[[Things], list[Any]] | None = None
    also: Permission | None = None
    sees: Permission | None = None
    of_nobody: bool = False
    post: bool = False
    enters: int = 200
    name: str = ""


DOORS: dict[str, Door] = {
    "healthz": Door(PUBLIC),
    "home": Door(SIGNED_IN),
    "billing:overview": Door(P.SEE_BILLING),
    "billing:one_time": Door(P.SEE_BILLING),
    "billing:calendar": Door(P.SEE_BILLING),
    "billing:calendar_ics": Door(P.SEE_BILLING),
    "billing:scenarios": Door(P.SEE_BILLING),
    **{
        f"billing:{space}:{name}": door
        for space in ("estimate", "one_time_estimate")
        for name, door in {
            "page": Door(P.SEE_BILLING),
            "line": Door(P.SEE_BILLING, lambda of: [of.invoice.currency, 1]),
            "status": Door(P.SEE_BILLING),
            "update": Door(P.SEE_BILLING, post=True, enters=302),
            "export": Door(P.DOWNLOAD_RECONCILIATION),
        }.items()
    },
    "billing:invoice": Door(P.SEE_BILLING, lambda of: [of.invoice.number]),
    "billing:line": Door(P.SEE_BILLING, lambda of: [of.invoice.number, 1]),
    "billing:document": Door(P.DOWNLOAD_INVOICES, lambda of: [of.printed.pk]),
    "billing:document_status": Door(P.DOWNLOAD_INVOICES, lambda of: [of.printed.pk]),
    "billing:document_again": Door(
        P.DOWNLOAD_INVOICES,
        lambda of: [of.failed.pk],
        also=P.DOWNLOAD_RECONCILIATION,
        post=True,
        enters=302,
    ),
    "billing:requests": Door(P.ASK_QUESTIONS),
    "billing:request_choose": Door(P.ASK_QUESTIONS),
    "billing:request_new": Door(
        P.ASK_QUESTIONS, lambda of: ["tax_id"], of_nobody=True, also=P.REQUEST_TAX_CHANGES
    ),
    "billing:request": Door(P.ASK_QUESTIONS, lambda of: [of.asked.public_id], sees=P.SEE_REQUESTS),
    "billing:attachment": Door(
        P.ASK_QUESTIONS, lambda of: [of.proof.public_id], sees=P.SEE_REQUESTS
    ),
    **{
        f"billing:request_{act}": Door(
            P.ASK_QUESTIONS,
            lambda of: [of.asked.public_id],
            sees=P.SEE_REQUESTS,
            also=P.REQUEST_TAX_CHANGES,
            post=True,
            enters=enters,
        )
        for act, enters in {"reply": 200, "withdraw": 302}.items()
    },
    "customers:users": Door(P.MANAGE_USERS),
    "customers:user_invite": Door(P.MANAGE_USERS),
    "customers:user": Door(P.MANAGE_USERS, lambda of: [of.colleague.public_id]),
    **{
        f"customers:user_{act}": Door(
            P.MANAGE_USERS, lambda of: [of.colleague.public_id], post=True, enters=302
        )
        for act in ("disable", "enable", "invite_again")
    },
    "customers:activity": Door(P.SEE_ACTIVITY),
    "customers:activity_file": Door(P.SEE_ACTIVITY),
    "customers:customers": Door(P.SEE_CUSTOMERS),
    "customers:customers_file": Door(P.SEE_CUSTOMERS, lambda of: ["csv_exact"], of_nobody=True),
    "customers:customer": Door(P.SEE_CUSTOMERS, lambda of: [of.customer.public_id]),
    "customers:customer_new": Door(P.ADD_CUSTOMERS),
    "customers:customer_edit": Door(P.EDIT_CUSTOMERS, lambda of: [of.customer.public_id]),
    "customers:budget": Door(P.SEE_CUSTOMERS, lambda of: [of.customer.public_id]),
    "customers:budget_remove": Door(
        P.SET_BUDGETS, lambda of: [of.customer.public_id], post=True, enters=302
    ),
    "customers:budget_update": Door(
        P.SEE_BILLING, lambda of: [of.customer.public_id], post=True, enters=302
    ),
    "customers:subscription_price": Door(
        P.SEE_CUSTOMERS,
        lambda of: [of.customer.public_id, of.licence.public_id],
        also=P.SEE_PRICE_LISTS,
    ),
    "customers:subscription": Door(
        P.SEE_CUSTOMERS, lambda of: [of.customer.public_id, of.licence.public_id]
    ),
    "customers:subscription_act": Door(
        P.SEE_CUSTOMERS,
        lambda of: [of.customer.public_id, of.licence.public_id, "quantity"],
        also=P.CHANGE_LICENSES,
    ),
    "customers:catalogue": Door(P.PLACE_ORDERS, lambda of: [of.customer.public_id]),
    "customers:offer": Door(
        P.PLACE_ORDERS, lambda of: [of.customer.public_id, of.on_sale.availability_id]
    ),
    "customers:cart": Door(P.PLACE_ORDERS, lambda of: [of.customer.public_id]),
    "customers:cart_place": Door(
        P.PLACE_ORDERS, lambda of: [of.customer.public_id], post=True, enters=302
    ),
    # What is in the cart of somebody else is not there.
    "customers:cart_item": Door(
        P.PLACE_ORDERS, lambda of: [of.customer.public_id, of.licence.public_id], enters=404
    ),
    "customers:cart_item_remove": Door(
        P.PLACE_ORDERS,
        lambda of: [of.customer.public_id, of.licence.public_id],
        post=True,
        enters=404,
    ),
    "customers:orders": Door(P.SEE_ORDERS),
    "customers:order": Door(P.SEE_ORDERS, lambda of: [of.licence.order.order_id]),
    "customers:order_purchase_order": Door(
        P.PLACE_ORDERS, lambda of: [of.licence.order.order_id], post=True, enters=302
    ),
    "customers:imports": Door(P.SEE_CUSTOMERS),
    "customers:import_file": Door(
        P.SEE_CUSTOMERS, lambda of: ["users"], also=P.MANAGE_USERS, of_nobody=True
    ),
    "customers:import": Door(
        P.SEE_CUSTOMERS, lambda of: [of.prepared.public_id], also=P.MANAGE_USERS
    ),
    "customers:import_take_in": Door(
        P.SEE_CUSTOMERS,
        lambda of: [of.prepared.public_id],
        also=P.MANAGE_USERS,
        post=True,
        enters=302,
    ),
    "customers:export": Door(
        P.SEE_CUSTOMERS, lambda of: ["orders", "csv_exact"], also=P.SEE_ORDERS, of_nobody=True
    ),
    "customers:billing_profile": Door(P.SEE_BILLING_PROFILE),
    "customers:billing_profile_edit": Door(P.EDIT_BILLING_PROFILE),
    "customers:billing_contacts": Door(P.SEE_BILLING_PROFILE),
    "customers:billing_contact_remove": Door(
        P.EDIT_BILLING_PROFILE, lambda of: [of.contact.pk], post=True, enters=302
    ),
    "customers:resellers": Door(P.SEE_BILLING_PROFILE),
    "customers:reseller_stop": Door(
        P.EDIT_BILLING_PROFILE, lambda of: [of.reseller.pk], post=True, enters=302
    ),
    "customers:tax": Door(P.SEE_BILLING_PROFILE),
    **{
        f"customers:welcome{name}": Door(
            P.EDIT_BILLING_PROFILE, post=name == "_confirm", enters=302
        )
        for name in ("", "_tax_id", "_contacts", "_confirm")
    },
    "pricing:exchange_rates": Door(P.SEE_CONSUMPTION_PRICES),
    "pricing:price_lists": Door(P.SEE_CONSUMPTION_PRICES),
    "pricing:find": Door(P.SEE_CONSUMPTION_PRICES, enters=302),
    **{
        f"pricing:{name}": Door(
            P.SEE_CONSUMPTION_PRICES,
            lambda of: [of.price_list.pk, "xlsx_safe"],
            also=P.SEE_PRICE_LISTS,
            post=name == "list_file_ask",
            enters=302 if name == "list_file_ask" else 200,
        )
        for name in ("list_file", "list_file_status", "list_file_ask")
    },
    **{
        f"billing:impact{name}": Door(
            P.SEE_PRICE_LISTS, lambda of: [of.coming.pk], also=P.SEE_CUSTOMERS
        )
        for name in ("", "_file", "_letters")
    },
    "billing:impact_letter": Door(
        P.SEE_PRICE_LISTS,
        lambda of: [of.coming.pk, of.customer.public_id],
        also=P.SEE_CUSTOMERS,
    ),
    **{
        f"pricing:{name}": Door(
            P.SEE_CONSUMPTION_PRICES, lambda of: [of.coming.pk], also=P.SEE_PRICE_LISTS
        )
        for name in ("price_list", "comparison", "comparison_file")
    },
    "pricing:item": Door(
        P.SEE_CONSUMPTION_PRICES,
        lambda of: [of.offer.availability_id],
        also=P.SEE_PRICE_LISTS,
    ),
}
# The same addresses with another thing behind them, which asks for more.
VARIANTS: dict[str, Door] = {
    "asking what a charge means": Door(
        P.ASK_QUESTIONS,
        lambda of: ["billing_question"],
        of_nobody=True,
        name="billing:request_new",
    ),
    "asking for a credit": Door(
        P.ASK_QUESTIONS,
        lambda of: ["credit"],
        of_nobody=True,
        also=P.REQUEST_CREDITS,
        name="billing:request_new",
    ),
    # Sent without the day that was shown, so that nothing is done.
    **{
        f"the act {code}": Door(
            P.SEE_CUSTOMERS,
            lambda of, code=code: [of.customer.public_id, of.licence.public_id, code],  # type: ignore[misc]
            also=needs,
            post=True,
            enters=409,
            name="customers:subscription_act",
        )
        for code, needs in {
            "frequency": P.CHANGE_FREQUENCY,
            "plan-renewal": P.MANAGE_SUBSCRIPTIONS,
            "forget-plan": P.MANAGE_SUBSCRIPTIONS,
            "renew-off": P.MANAGE_SUBSCRIPTIONS,
            "renew-on": P.MANAGE_SUBSCRIPTIONS,
            "reseller": P.MANAGE_SUBSCRIPTIONS,
            "suspend": P.MANAGE_SUBSCRIPTIONS,
            "reactivate": P.MANAGE_SUBSCRIPTIONS,
            "cancel": P.CANCEL_SUBSCRIPTIONS,
            "convert": P.PLACE_ORDERS,
        }.items()
    },
    "the budget to be set": Door(
        P.SEE_CUSTOMERS,
        lambda of: [of.customer.public_id],
        also=P.SET_BUDGETS,
        post=True,
        name="customers:budget",
    ),
    "a consumption list": Door(
        P.SEE_CONSUMPTION_PRICES, lambda of: [of.consumption.pk], name="pricing:price_list"
    ),
    "the price of a consumption plan": Door(
        P.SEE_CUSTOMERS,
        lambda of: [of.customer.public_id, of.plan.public_id],
        also=P.SEE_CONSUMPTION_PRICES,
        name="customers:subscription_price",
    ),
    "a reconciliation file": Door(
        P.DOWNLOAD_INVOICES,
        lambda of: [of.reconciliation.pk],
        also=P.DOWNLOAD_RECONCILIATION,
        name="billing:document",
    ),
    "the state of a reconciliation file": Door(
        P.DOWNLOAD_INVOICES,
        lambda of: [of.reconciliation.pk],
        also=P.DOWNLOAD_RECONCILIATION,
        name="billing:document_status",
    ),
}
