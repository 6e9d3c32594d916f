"""The supplier's side: what every staff page is built on, and the pages of people and acts."""

from partnercenter.admin import activity, groups, second_factors, users

__all__ = ["activity", "groups", "second_factors", "users"]
