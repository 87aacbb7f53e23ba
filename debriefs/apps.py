from importlib import import_module

from django.apps import AppConfig


class DebriefsConfig(AppConfig):
    name = "debriefs"
    verbose_name = "Debriefs"

    def ready(self) -> None:
        """Fill the table of permissions."""
        import_module("debriefs.permissions")
