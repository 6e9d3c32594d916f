"""What the acts of the activity log are called: what was done, said of whoever did it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The kinds of act a reader looks for: each with what the names of its acts begin with.
KINDS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "signing_in": (
        _("Signing in"),
        ("sign_in", "step_up", "second_factor", "recovery_codes", "password"),
    ),
    "users": (_("Users and roles"), ("person", "membership", "user")),
    "profile": (_("Billing profile"), ("partner", "billing_contact", "reseller")),
    "tax": (_("Tax"), ("tax_registration", "tax_exemption", "withholding")),
    "customers": (_("Customers"), ("customer", "customers", "budget", "usage_budget")),
    "orders": (
        _("Orders and subscriptions"),
        ("order", "orders", "subscription", "subscriptions"),
    ),
    "requests": (_("Service requests"), ("request", "service_request")),
    "billing": (_("Billing"), ("invoice", "run", "document", "adjustment", "usage")),
    "prices": (_("Price lists"), ("preview", "price_list", "offer_matrix")),
}
# Whoever does not get in may be anybody.
UNKNOWN_PERSON = frozenset({"sign_in.failed", "sign_in.refused", "second_factor.failed"})
ACTS: dict[str, Promise] = {
    "sign_in.done": _("Signed in"),
    "sign_in.ended": _("Signed out"),
    "sign_in.failed": _("Sign-in failed: wrong password"),
    "sign_in.refused": _("Sign-in refused: the account is disabled"),
    "sign_in.timed_out": _("Signed out because a session reached its limit"),
    "step_up.failed": _("Was asked who it is: wrong password or code"),
    "second_factor.failed": _("Sign-in failed: wrong code"),
    "second_factor.set_up": _("Set up a second factor"),
    "second_factor.removed": _("Removed the second factor"),
    "recovery_codes.made": _("Made new recovery codes"),
    "password.changed": _("Changed the password"),
    "password.reset": _("Chose a password through a link"),
    "person.invited": _("Invited a user"),
    "person.invited_again": _("Sent an invitation again"),
    "person.roles_given": _("Changed the roles of a user"),
    "person.disabled": _("Disabled a user"),
    "person.enabled": _("Enabled a user"),
    "user.changed": _("Changed a user"),
    "user.disabled": _("Disabled a user"),
    "user.enabled": _("Enabled a user"),
    "membership.added": _("Gave a role"),
    "membership.changed": _("Changed a role"),
    "membership.removed": _("Took a role away"),
    "users.exported": _("Exported the users"),
    "users.imported": _("Imported users"),
    "activity.exported": _("Exported the activity log"),
    "partner.added": _("Took the partner on"),
    "partner.enrolled": _("Took the partner on"),
    "partner.changed": _("Changed the billing profile"),
    "partner.approved": _("Approved the partner"),
    "partner.suspended": _("Suspended the partner"),
    "partner.restored": _("Lifted the suspension of the partner"),
    "partner.profile": _("Changed the billing profile"),
    "partner.no_vat_id": _("Said that there is no VAT id"),
    "partner.profile_confirmed": _("Confirmed the billing profile"),
    "partner.left": _("The partner left"),
    "billing_contact.added": _("Added a billing contact"),
    "billing_contact.removed": _("Removed a billing contact"),
    "reseller.added": _("Added a reseller"),
    "reseller.stopped": _("Stopped selling through a reseller"),
    "tax_registration.added": _("Added a tax id"),
    "tax_registration.registered": _("Registered a tax id"),
    "tax_registration.checked": _("Checked a tax id online"),
    "tax_registration.ended": _("Ended a tax id"),
    "tax_registration.changed": _("Changed a tax id"),
    "tax_registration.removed": _("Removed a tax id"),
    "tax_exemption.accepted": _("Accepted a tax exemption"),
    "tax_exemption.ended": _("Ended a tax exemption"),
    "withholding.accepted": _("Accepted a withholding certificate"),
    "customer.added": _("Added a customer"),
    "customer.changed": _("Changed a customer"),
    "customer.corrected": _("Corrected a customer's details"),
    "customers.exported": _("Exported the customers"),
    "customers.imported": _("Imported customers"),
    "budget.set": _("Set a usage budget"),
    "budget.removed": _("Removed a usage budget"),
    "budgets.alerted": _("Told of a budget nearly used up"),
    "order.place": _("Placed an order"),
    "order.purchase_order": _("Changed a purchase order number"),
    "orders.exported": _("Exported the orders"),
    "orders.imported": _("Imported orders"),
    "changes.imported": _("Imported changes of subscriptions"),
    "subscriptions.exported": _("Exported the subscriptions"),
    "subscriptions.imported": _("Imported subscriptions"),
    "subscription.purchase": _("Bought a subscription"),
    "subscription.set_quantity": _("Changed the number of licences"),
    "subscription.suspend": _("Suspended a subscription"),
    "subscription.reactivate": _("Reactivated a subscription"),
    "subscription.cancel": _("Cancelled a subscription"),
    "subscription.renew": _("Renewed a subscription"),
    "subscription.expire": _("Let a subscription end with its term"),
    "subscription.convert": _("Moved a subscription to another offer"),
    "subscription.set_billing_frequency": _("Changed how often a subscription is billed"),
    "subscription.auto_renew": _("Switched automatic renewal on or off"),
    "subscription.renewal_planned": _("Planned the renewal of a subscription"),
    "subscription.renewal_plan_forgotten": _("Forgot what was planned for a renewal"),
    "subscription.renewed_as_planned": _("Renewed a subscription as planned"),
    "subscription.reseller": _("Changed the reseller of a subscription"),
    "request.opened": _("Opened a service request"),
    "request.replied": _("Replied to a service request"),
    "request.resubmitted": _("Sent a service request in again"),
    "request.withdrawn": _("Withdrew a service request"),
    "request.noted": _("Noted something on a service request"),
    "request.taken": _("Took up a service request"),
    "request.answered": _("Answered a service request"),
    "request.asked_back": _("Asked back about a service request"),
    "request.completed": _("Completed a service request"),
    "request.declined": _("Declined a service request"),
    "request.file_opened": _("Opened a file of a service request"),
    "invoice.issued": _("Issued an invoice"),
    "run.done": _("Billed a month"),
    "document.asked_again": _("Asked for a document again"),
    "adjustment.granted": _("Granted a credit or a fee"),
    "adjustment.offset": _("Granted a credit that takes back a charge"),
    "adjustment.withdrawn": _("Withdrew a credit or a fee"),
    "preview.announced": _("Announced the coming price lists"),
}


def sentences() -> dict[str, str]:
    """Return every act that has words, in the reader's language."""
    return {act: str(words) for act, words in ACTS.items()}


def sentence(act: str) -> str:
    """Return what was done; an act without words of its own is told by its name."""
    if known := ACTS.get(act):
        return str(known)
    subject, _dot, done = act.replace("_", " ").partition(".")
    return f"{subject.capitalize()}: {done}" if done else subject.capitalize()
