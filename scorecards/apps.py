"""The app config of ``scorecards``."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """Reads the table of permissions at the start."""

    name = "scorecards"
    verbose_name = "Scorecards"

    def ready(self) -> None:
        """Register the permissions."""
        from . import permissions  # noqa: F401
