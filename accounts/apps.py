"""The app config of ``accounts``."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and sign-in."""

    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Fill the table of permissions, and listen to sign-in."""
        import_module("accounts.permissions")
        import_module("accounts.receivers")
