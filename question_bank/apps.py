from django.apps import AppConfig


class QuestionBankConfig(AppConfig):
    name = "question_bank"
    verbose_name = "Question bank"

    def ready(self) -> None:
        """Make the permission table known, and who may read a guide's documents."""
        from core import packets

        from . import permissions  # noqa: F401
        from .packets import BOOK, STAGE_KIT, book_scope, may_read_book, may_read_stage_kit

        page = ("guide_version_detail", "Guide")
        packets.register(BOOK, may_read=may_read_book, scope=book_scope, page=page)
        packets.register(STAGE_KIT, may_read=may_read_stage_kit, scope=book_scope, page=page)
