"""Fields that ask staff for a day or a month within the years the product counts with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from partnercenter.days import OutOfReach, reachable


class DayField(forms.DateField):
    """Asks for a day."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        try:
            return reachable(day) if day else None
        except OutOfReach as error:
            raise ValidationError(str(error), code=error.code) from error


class MonthField(DayField):
    """Asks for a month, such as 2026-11, and gives its first day or the one that was typed."""

    def __init__(self, *, example: str, **given: Any) -> None:
        attrs = {"type": "month", "placeholder": example}
        widget = forms.DateInput(format="%Y-%m", attrs=attrs)
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], widget=widget, **given)
