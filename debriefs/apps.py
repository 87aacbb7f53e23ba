from django.apps import AppConfig


class DebriefsConfig(AppConfig):
    name = "debriefs"
    verbose_name = "Debriefs"

    def ready(self) -> None:
        """Make the permission table known, and who may read the documents of a debrief."""
        from core import packets

        from . import permissions  # noqa: F401
        from .packets import DECISION_FILE, PACKET, SUMMARY, may_read_file, may_read_packet, may_read_summary, scope

        page = ("debrief_detail", "Debrief")
        packets.register(PACKET, may_read=may_read_packet, scope=scope, page=page)
        packets.register(SUMMARY, may_read=may_read_summary, scope=scope, page=("summary_detail", "Summary"))
        packets.register(DECISION_FILE, may_read=may_read_file, scope=scope, page=page)
