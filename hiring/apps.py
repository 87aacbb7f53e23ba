from django.apps import AppConfig


class HiringConfig(AppConfig):
    name = "hiring"
    verbose_name = "Hiring"

    def ready(self) -> None:
        """Make the permission table known, and who may read which document."""
        from core import packets

        from . import packets as ours
        from . import permissions  # noqa: F401

        interview, role = ("interview_detail", "Interview"), ("role_detail", "Role")
        kinds: list[tuple[str, packets.MayRead, packets.Scope, tuple[str, str] | None]] = [
            (ours.KIT, ours.may_read_kit, ours.kit_scope, interview),
            (ours.STAGE_KIT, ours.may_read_stage_kit, ours.stage_kit_scope, None),
            (ours.DAY_KITS, ours.may_read_day_kits, ours.stage_kit_scope, role),
            (ours.BRIEF, ours.may_read_brief, ours.kit_scope, interview),
            (ours.PREPARATION, ours.may_read_preparation, ours.candidacy_scope, ("candidacy_detail", "Candidate")),
        ]
        for kind, may_read, scope, page in kinds:
            packets.register(kind, may_read=may_read, scope=scope, page=page)
