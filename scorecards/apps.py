"""The app config of ``scorecards``."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """Registers the permissions, what the audit trail hides, and what is known of questions' use, at the start."""

    name = "scorecards"
    verbose_name = "Scorecards"

    def ready(self) -> None:
        """Register all three."""
        from core import audit
        from question_bank.queries import tell_use

        from . import permissions  # noqa: F401
        from .queries.use import asked_questions, overused_questions
        from .visibility import hidden_acts

        audit.hide(hidden_acts)
        tell_use(asked=asked_questions, overused=overused_questions)
