"""Form fields that every app may use."""

from typing import Any

from django import forms
from django.core.files import File
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


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


class LongSelect(forms.Select):
    """A select with as many options as there are people: printed in one go, since Django fills a template in for each.

    It has no groups of options.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: object | None = None
    ) -> SafeString:
        """Return what a ``Select`` looks like."""
        chosen = set(self.format_value(value))
        mark = mark_safe(" selected")
        options = ((str(key), mark if str(key) in chosen else "", label) for key, label in self.choices)
        return format_html(
            "<select{}>\n{}</select>",
            flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}),
            format_html_join("\n", '<option value="{}"{}>{}</option>', options),
        )
