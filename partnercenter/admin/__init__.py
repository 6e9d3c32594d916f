"""The supplier's side: what every staff page is built on, and the pages of people and acts."""

from partnercenter.admin import activity, second_factors, users

__all__ = ["activity", "second_factors", "users"]
