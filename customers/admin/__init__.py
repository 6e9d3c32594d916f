"""The supplier's pages of partners, their people, their customers and what these hold."""

from customers.admin import customers, orders, partners, people, subscriptions, tax

__all__ = ["customers", "orders", "partners", "people", "subscriptions", "tax"]
