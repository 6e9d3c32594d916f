"""A form's field for several files, each read no further than it may be long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django_stubs_ext import StrOrPromise

from partnercenter.attachments.checks import Arriving


class FilesInput(forms.FileInput):
    """Lets several files be chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives what came as ``Arriving`` files; one too many, or one byte too many, is enough."""

    widget = FilesInput

    def __init__(
        self, *, most: int, count: int, accept: str, label: StrOrPromise, **given: Any
    ) -> None:
        super().__init__(label=label, allow_empty_file=True, **given)
        self._most, self._count = most, count
        self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files in the order in which they were chosen."""
        chosen: Sequence[UploadedFile[Any]] = data if isinstance(data, (list, tuple)) else [data]
        sent = [file for file in chosen if file]
        if not sent:
            super().clean(None, initial)
        return [
            Arriving(str(file.name), file.read(self._most + 1)) for file in sent[: self._count + 1]
        ]


def endings(suffixes: Sequence[str]) -> str:
    """Return the ``accept`` attribute for files with these endings."""
    return ",".join(f".{suffix}" for suffix in suffixes)
