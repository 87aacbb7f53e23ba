"""The app config of ``accounts``."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and sign-in."""

    name = "accounts"
