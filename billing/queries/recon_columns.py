"""The published columns of each reconciliation file, in order, each with where it comes from."""

from __future__ import annotations

from billing.queries.recon_one_time import ONE_TIME
from billing.queries.recon_values import (
    amount,
    buyer,
    calculated_from,
    first_minute,
    ident,
    last_minute,
    price,
    rate,
    text,
    words,
)

PLATFORM_ID = "upper(left(replace(c.texts->>'subscription_id', '-', ''), 16))"
LAST_DAY_OF_TERM = """(SELECT t.ends_on - 1 FROM customers_term t
    WHERE t.subscription_id = c.subscription_id
      AND t.starts_on <= c.period_start AND t.ends_on > c.period_start)"""

LICENSE = {
    "PartnerId": buyer("partner_id"),
    "CustomerId": ident("customer_id"),
    "CustomerName": text("customer"),
    "MpnId": buyer("mpn_id"),
    "OrderId": ident("order_id"),
    "SubscriptionId": PLATFORM_ID,
    "SyndicationPartnerSubscriptionNumber": ident("subscription_id"),
    "OfferId": ident("product_id"),
    "DurableOfferId": ident("offer_id"),
    "OfferName": text("offer"),
    "SubscriptionStartDate": first_minute("(c.texts->>'starts_on')::date"),
    "SubscriptionEndDate": first_minute(LAST_DAY_OF_TERM),
    "ChargeStartDate": first_minute("c.period_start"),
    "ChargeEndDate": last_minute("c.period_end"),
    "ChargeType": "c.charge_type",
    "UnitPrice": price("c.unit_price"),
    "Quantity": "trim_scale(c.quantity)",
    "Amount": amount("c.amount"),
    "TotalOtherDiscount": amount("c.discount"),
    "Subtotal": amount("c.net"),
    "Tax": amount("c.tax"),
    "TotalForCustomer": amount("c.net + c.tax"),
    "Currency": "i.currency",
    "DomainName": text("domain"),
    "SubscriptionName": text("subscription"),
    "SubscriptionDescription": text("offer"),
    "BillingCycleType": ident("billing_cycle"),
}

USAGE = {
    "PartnerId": buyer("partner_id"),
    "PartnerName": words(buyer("name")),
    "PartnerBillableAccountId": buyer("account_number"),
    "CustomerCompanyName": text("customer"),
    "MpnId": buyer("mpn_id"),
    "InvoiceNumber": "i.number",
    "ChargeStartDate": first_minute("c.period_start"),
    "ChargeEndDate": last_minute("c.period_end"),
    "SubscriptionId": PLATFORM_ID,
    "SubscriptionName": text("subscription"),
    "SubscriptionDescription": text("offer"),
    "OrderID": ident("order_id"),
    "ServiceName": text("product"),
    "ServiceType": text("product"),
    "ResourceGuid": ident("meter_id"),
    "ResourceName": text("sku"),
    "Region": "''",
    "Sku": "(c.texts->>'product_id') || '-' || (c.texts->>'sku_id')",
    "DetailLineItemId": "row_number() OVER (PARTITION BY c.subscription_id, c.sku_id"
    " ORDER BY c.position)",
    "ConsumedQuantity": calculated_from("consumed", "trim_scale(c.quantity)::text"),
    "IncludedQuantity": calculated_from("included", "'0'"),
    "OverageQuantity": "trim_scale(c.quantity)",
    "ListPrice": price("c.list_price"),
    "PretaxCharges": amount("c.net"),
    "TaxAmount": amount("c.tax"),
    "PostTaxTotal": amount("c.net + c.tax"),
    "Currency": "i.currency",
    "PretaxEffectiveRate": rate("c.net"),
    "PostTaxEffectiveRate": rate("c.net + c.tax"),
    "ChargeType": "c.charge_type",
    "CustomerId": ident("customer_id"),
    "DomainName": text("domain"),
    "BillingCycleType": ident("billing_cycle"),
    "Unit": text("unit"),
    "CustomerBillableAccount": ident("customer_id"),
    "UsageDate": first_minute("c.period_start"),
    "MeteredRegion": "''",
    "MeteredService": text("product"),
    "MeteredServiceType": "''",
    "Project": "''",
    "ServiceInfo": "''",
}

COLUMNS = {"license": LICENSE, "usage": USAGE, "one_time": ONE_TIME}
