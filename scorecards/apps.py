"""The app config of ``scorecards``."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """Registers the permissions, and what the audit trail hides, at the start."""

    name = "scorecards"
    verbose_name = "Scorecards"

    def ready(self) -> None:
        """Register both."""
        from core import audit

        from . import permissions  # noqa: F401
        from .visibility import hidden_acts

        audit.hide(hidden_acts)
