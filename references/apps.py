from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"
    verbose_name = "References"

    def ready(self) -> None:
        """Make the permission table known."""
        from . import permissions  # noqa: F401
