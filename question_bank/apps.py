from django.apps import AppConfig


class QuestionBankConfig(AppConfig):
    name = "question_bank"
    verbose_name = "Question bank"

    def ready(self) -> None:
        """Make the permission table known."""
        from . import permissions  # noqa: F401
