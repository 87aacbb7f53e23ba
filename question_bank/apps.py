from django.apps import AppConfig


class QuestionBankConfig(AppConfig):
    name = "question_bank"
    verbose_name = "Question bank"

    def ready(self) -> None:
        """Make the permission table known, and who may read the book of a guide."""
        from core import packets

        from . import permissions  # noqa: F401
        from .packets import BOOK, book_scope, may_read_book

        packets.register(BOOK, may_read=may_read_book, scope=book_scope, page=("guide_version_detail", "Guide"))
