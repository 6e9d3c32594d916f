"""The supplier's pages of partners, their people, their customers and what these hold."""

from customers.admin import announcements, customers, orders, partners, people, subscriptions, tax

__all__ = ["announcements", "customers", "orders", "partners", "people", "subscriptions", "tax"]
