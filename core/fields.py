"""Form fields that every app may use."""

from typing import Any

from django import forms
from django.core.files import File


class SizedFileField(forms.FileField):
    """A file of at most ``megabytes`` (of ``largest`` bytes). The browser says so before it sends a larger one.

    ``static/js/file-size.js`` reads both attributes: a body that is far too long would lead to a page without the form,
    and with it without what else was typed.
    """

    def __init__(self, *, largest: int, megabytes: int, **kwargs: Any) -> None:
        """Take what a ``FileField`` takes besides."""
        self.largest = largest
        self.too_large = f"This file is larger than {megabytes} MB. Save it smaller and try again."
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the browser."""
        return super().widget_attrs(widget) | {"data-largest": self.largest, "data-too-large": self.too_large}

    def to_python(self, data: "File[Any] | None") -> "File[Any] | None":
        """Refuse what is larger."""
        upload = super().to_python(data)
        if upload is not None and (upload.size or 0) > self.largest:
            raise forms.ValidationError(self.too_large, code="too_large")
        return upload
