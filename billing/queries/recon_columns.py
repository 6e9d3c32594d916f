"""The published columns of each reconciliation file, in order, each with where it comes from.

Values follow en-US conventions: decimal points, M/D/YYYY; every time is UTC (domain 8.1).
"""

from __future__ import annotations


def text(name: str) -> str:
    """A name copied onto the line."""
    return words(f"c.texts->>'{name}'")


def words(value: str) -> str:
    """Somebody's words, on one line, never read as a formula by a spreadsheet."""
    flat = f"regexp_replace(coalesce({value}, ''), '[[:cntrl:]]+', ' ', 'g')"
    return f"CASE WHEN {flat} ~ '^ *[=+@＝＋＠－-]' THEN '''' || {flat} ELSE {flat} END"


def ident(name: str) -> str:
    """An identifier copied onto the line."""
    return f"coalesce(c.texts->>'{name}', '')"


def buyer(name: str) -> str:
    """Something of the partner, as frozen on the invoice."""
    return f"(i.buyer->>'{name}')"


def first_minute(day: str) -> str:
    """A day as its first minute."""
    return f"to_char({day}, 'FMMM/FMDD/YYYY') || ' 0:00'"


def last_minute(end: str) -> str:
    """The last minute before an excluded end."""
    return f"to_char({end} - 1, 'FMMM/FMDD/YYYY') || ' 23:59'"


def plain_day(day: str) -> str:
    """A day without a time."""
    return f"to_char({day}, 'FMMM/FMDD/YYYY')"


def amount(value: str) -> str:
    """An amount in the decimals of its currency."""
    return f"round({value}, %(places)s)"


def price(value: str) -> str:
    """A unit price in full, with the decimals of its currency at least."""
    return f"round({value}, greatest(scale(trim_scale({value})), %(places)s))"


def metered(name: str, otherwise: str) -> str:
    """A quantity that the line was calculated from, or the line was that this one takes back."""
    taken_back = f"""(SELECT r.explanation->'inputs'->>'{name}'
        FROM billing_chargerecord r WHERE r.id = c.reverses_id)"""
    return f"coalesce(c.explanation->'inputs'->>'{name}', {taken_back}, {otherwise})"


def rate(value: str) -> str:
    """What one unit costs, to 8 decimals; 0 where nothing is charged, or for nothing."""
    return f"coalesce(round(nullif({value}, 0) / nullif(c.quantity, 0), 8), 0)"


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
    "ConsumedQuantity": metered("consumed", "trim_scale(c.quantity)::text"),
    "IncludedQuantity": metered("included", "'0'"),
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

ONE_TIME = {
    "PartnerId": buyer("partner_id"),
    "CustomerId": ident("customer_id"),
    "CustomerName": text("customer"),
    "CustomerDomainName": text("domain"),
    "CustomerCountry": ident("country"),
    "InvoiceNumber": "i.number",
    "MpnId": buyer("mpn_id"),
    "OrderId": ident("order_id"),
    "OrderDate": plain_day("(c.texts->>'ordered_on')::date"),
    "ProductId": ident("product_id"),
    "SkuId": ident("sku_id"),
    "AvailabilityId": ident("availability_id"),
    "SkuName": text("sku"),
    "ProductName": text("product"),
    "ChargeType": "c.charge_type",
    "UnitPrice": price("c.list_price"),
    "Quantity": "trim_scale(c.quantity)",
    "Subtotal": amount("c.net"),
    "TaxTotal": amount("c.tax"),
    "Total": amount("c.net + c.tax"),
    "Currency": "i.currency",
    "PriceAdjustmentDescription": "''",
    "PublisherName": text("publisher"),
    "PublisherId": "''",
    "SubscriptionDescription": text("offer"),
    "SubscriptionId": ident("subscription_id"),
    "ChargeStartDate": plain_day("c.period_start"),
    "ChargeEndDate": plain_day("c.period_end - 1"),
    "TermAndBillingCycle": ident("billing_cycle"),
    "EffectiveUnitPrice": price("c.unit_price"),
    "UnitType": text("unit"),
    "AlternateId": ident("order_id"),
    "BillableQuantity": "trim_scale(c.quantity)",
    "BillingFrequency": ident("billing_cycle"),
    "PricingCurrency": "i.currency",
    "PCToBCExchangeRate": "1",
    "PCToBCExchangeRateDate": plain_day("c.period_end - 1"),
    "MeterDescription": "''",
    "ReservationOrderId": "''",
    "CreditReasonCode": "''",
    "SubscriptionStartDate": plain_day("(c.texts->>'starts_on')::date"),
    "SubscriptionEndDate": "''",
    "ReferenceID": "''",
    "ProductQualifiers": "''",
    "PromotionID": "''",
}

COLUMNS = {"license": LICENSE, "usage": USAGE, "one_time": ONE_TIME}
