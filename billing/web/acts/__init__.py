"""Everything that can be done to a subscription. A new act is a new module and a name here."""

from billing.web.acts import frequency, quantity, renewal, reseller, stops, trial
from billing.web.acts.act import Act
from customers.models import Status, Subscription

ACTS: tuple[Act, ...] = (
    trial.CONVERT_TRIAL,
    quantity.CHANGE_QUANTITY,
    frequency.CHANGE_FREQUENCY,
    renewal.PLAN_RENEWAL,
    renewal.FORGET_PLAN,
    renewal.RENEW_OFF,
    renewal.RENEW_ON,
    reseller.CHANGE_RESELLER,
    stops.SUSPEND,
    stops.REACTIVATE,
    stops.CANCEL,
)
BY_CODE = {act.code: act for act in ACTS}


def offered(held: Subscription) -> list[Act]:
    """Return the acts that are there for the subscription; none once it has ended."""
    if held.status == Status.DELETED:
        return []
    return [act for act in ACTS if act.offered(held)]
