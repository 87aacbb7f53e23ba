from django.apps import AppConfig


class HiringConfig(AppConfig):
    name = "hiring"
    verbose_name = "Hiring"

    def ready(self) -> None:
        """Make the permission table known, and who may read an interview kit."""
        from core import packets

        from . import permissions  # noqa: F401
        from .packets import KIT, kit_scope, may_read_kit

        packets.register(KIT, may_read=may_read_kit, scope=kit_scope, page=("interview_detail", "Interview"))
