"""The tables of partners, people, customers and what they hold."""

from customers.models.announcements import Announcement
from customers.models.customers import Customer, Segment
from customers.models.partners import Partner, TaxRegistration
from customers.models.people import Membership
from customers.models.subscriptions import (
    Frequency,
    ManagedAccess,
    Order,
    Status,
    Subscription,
    SubscriptionChange,
    Term,
)

__all__ = [
    "Announcement",
    "Customer",
    "Frequency",
    "ManagedAccess",
    "Membership",
    "Order",
    "Partner",
    "Segment",
    "Status",
    "Subscription",
    "SubscriptionChange",
    "TaxRegistration",
    "Term",
]
