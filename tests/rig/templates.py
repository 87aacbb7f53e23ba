"""Compiles every template of the project, so that a misspelt tag fails before anyone opens the page."""

from django.conf import settings
from django.template.loader import get_template


def check() -> None:
    """Compile everything under `templates/`; raises Django's TemplateSyntaxError, which names the file and the line."""
    root = settings.BASE_DIR / "templates"
    for path in sorted(root.rglob("*")):
        if path.is_file():
            get_template(str(path.relative_to(root)))
