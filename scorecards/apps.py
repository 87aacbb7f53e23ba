"""The app config of ``scorecards``."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """Registers the permissions, what audit trail and job queue hide, and what is known of questions' use."""

    name = "scorecards"
    verbose_name = "Scorecards"

    def ready(self) -> None:
        """Register all four."""
        from accounts.queries import bind_jobs
        from core import audit
        from question_bank.queries import tell_use

        from . import permissions  # noqa: F401
        from .queries.use import asked_questions, overused_questions
        from .visibility import hidden_acts, is_kept_from_any

        audit.hide(hidden_acts)
        bind_jobs(is_kept_from_any)
        tell_use(asked=asked_questions, overused=overused_questions)
