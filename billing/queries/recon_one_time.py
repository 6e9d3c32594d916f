"""The columns of the file of one-time and recurring purchases, consumption plans included.

What is priced in another currency than billed shows unit prices in that of the price: quantity
times effective unit price times exchange rate is the subtotal, to the cent (domain 8.5).
"""

from __future__ import annotations

from billing.queries.recon_values import (
    amount,
    buyer,
    calculated_from,
    ident,
    plain_day,
    price,
    text,
    words,
)


def _of_plans(plan: str, purchase: str) -> str:
    """One value for the rows of consumption plans, another for those of purchases."""
    return f"CASE WHEN c.billing_type = 'plan' THEN {plan} ELSE {purchase} END"


def _of_term(value: str, otherwise: str) -> str:
    """Something of the term in which the charge begins, the last one begun before it."""
    return f"""coalesce((SELECT {value} FROM customers_term t
        WHERE t.subscription_id = c.subscription_id AND t.starts_on <= c.period_start
        ORDER BY t.number DESC LIMIT 1), {otherwise})"""


FREQUENCY = """CASE t.frequency
    WHEN 'monthly' THEN 'Monthly' WHEN 'annual' THEN 'Annual' ELSE 'One-time' END"""
# A purchase for good has a term of one day, and does not end.
ENDS_ON = f"CASE WHEN t.ends_on > t.starts_on + 1 THEN {plain_day('t.ends_on - 1')} END"
MONTHS = "round((t.ends_on - t.starts_on) / 30.4375)::int"
TERM = f"""CASE
    WHEN t.ends_on <= t.starts_on + 1 THEN ''
    WHEN {MONTHS} % 12 = 0
    THEN {MONTHS} / 12 || CASE {MONTHS} WHEN 12 THEN ' Year, ' ELSE ' Years, ' END
    ELSE {MONTHS} || CASE {MONTHS} WHEN 1 THEN ' Month, ' ELSE ' Months, ' END END"""
EXCHANGE_RATE = calculated_from("exchange_rate", "'1'")
# The rate of a month is valid to its last day.
RATE_DAY = f"""coalesce(date_trunc('month', ({calculated_from("exchange_rate_on", "NULL")})::date)
    + interval '1 month - 1 day', c.period_end - 1)"""
# A price for part of a cycle is shown in full, so that it times the quantity is the subtotal.
EFFECTIVE_UNIT_PRICE = _of_plans(
    "c.unit_price",
    f"round(c.amount::numeric(40, 20) / c.quantity / ({EXCHANGE_RATE})::numeric, 15)",
)
ADJUSTMENTS = f"coalesce(nullif({calculated_from('price_adjustment', 'NULL')}, '[]'), '')"
CREDIT_REASON = f"""CASE c.charge_type WHEN 'customerCredit'
    THEN {words(calculated_from("reason", "NULL"))} ELSE '' END"""

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
    "Quantity": _of_plans("1", "trim_scale(c.quantity)"),
    "Subtotal": amount("c.net"),
    "TaxTotal": amount("c.tax"),
    "Total": amount("c.net + c.tax"),
    "Currency": "i.currency",
    "PriceAdjustmentDescription": ADJUSTMENTS,
    "PublisherName": text("publisher"),
    "PublisherId": "''",
    "SubscriptionDescription": text("offer"),
    "SubscriptionId": ident("subscription_id"),
    "ChargeStartDate": plain_day("c.period_start"),
    "ChargeEndDate": plain_day("c.period_end - 1"),
    "TermAndBillingCycle": _of_plans(
        text("unit"), _of_term(f"{TERM} || {FREQUENCY}", ident("billing_cycle"))
    ),
    "EffectiveUnitPrice": price(EFFECTIVE_UNIT_PRICE),
    "UnitType": text("unit"),
    "AlternateId": ident("order_id"),
    "BillableQuantity": "trim_scale(c.quantity)",
    "BillingFrequency": _of_plans(
        ident("billing_cycle"), _of_term(FREQUENCY, ident("billing_cycle"))
    ),
    "PricingCurrency": calculated_from("pricing_currency", "i.currency"),
    "PCToBCExchangeRate": EXCHANGE_RATE,
    "PCToBCExchangeRateDate": plain_day(RATE_DAY),
    "MeterDescription": _of_plans(text("sku"), "''"),
    "ReservationOrderId": f"CASE {calculated_from('policy', 'NULL')}"
    f" WHEN 'reservation' THEN {ident('order_id')} ELSE '' END",
    "CreditReasonCode": CREDIT_REASON,
    "SubscriptionStartDate": plain_day("(c.texts->>'starts_on')::date"),
    "SubscriptionEndDate": _of_term(ENDS_ON, "''"),
    "ReferenceID": "''",
    "ProductQualifiers": "''",
    "PromotionID": "''",
}
