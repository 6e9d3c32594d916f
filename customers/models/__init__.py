"""The tables of partners, people, customers and what they hold."""

from customers.models.announcements import Announcement
from customers.models.carts import Cart, CartItem
from customers.models.customers import Customer, Segment
from customers.models.partners import (
    BillingContact,
    Partner,
    PartnerKind,
    PartnerState,
    Reseller,
)
from customers.models.people import Membership
from customers.models.prepared_imports import ImportKind, PreparedImport
from customers.models.requests import (
    Attachment,
    RequestKind,
    RequestMessage,
    RequestState,
    ServiceRequest,
)
from customers.models.subscriptions import (
    Frequency,
    ManagedAccess,
    Order,
    RenewalPlan,
    Status,
    Subscription,
    SubscriptionChange,
    Term,
)
from customers.models.tax import ExemptionKind, OnlineCheck, TaxExemption, TaxRegistration

__all__ = [
    "Announcement",
    "Attachment",
    "BillingContact",
    "Cart",
    "CartItem",
    "Customer",
    "ExemptionKind",
    "Frequency",
    "ImportKind",
    "ManagedAccess",
    "Membership",
    "OnlineCheck",
    "Order",
    "Partner",
    "PartnerKind",
    "PartnerState",
    "PreparedImport",
    "RenewalPlan",
    "RequestKind",
    "RequestMessage",
    "RequestState",
    "Reseller",
    "Segment",
    "ServiceRequest",
    "Status",
    "Subscription",
    "SubscriptionChange",
    "TaxExemption",
    "TaxRegistration",
    "Term",
]
