from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"
    verbose_name = "References"

    def ready(self) -> None:
        """Make the permission table known, and who may read a reference report."""
        from core import packets

        from . import permissions  # noqa: F401
        from .packets import REPORT, may_read_report, report_scope

        page = ("candidacy_references", "References")
        packets.register(REPORT, may_read=may_read_report, scope=report_scope, page=page)
