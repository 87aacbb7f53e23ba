"""The devices from which candidates hand in work: kept as keyed hashes for a month, to be compared with referees'."""

from datetime import timedelta

from django.utils import timezone

from hiring.models import Candidacy, CandidateDevice

KEPT = timedelta(days=30)


def note_candidate_device(candidacy: Candidacy, mark: str) -> None:
    """Keep the mark of the device (``accounts.sessions.device_mark``) for a while; nothing without one."""
    if mark:
        CandidateDevice.objects.update_or_create(candidacy=candidacy, mark=mark, defaults={"seen_at": timezone.now()})


def forget_devices() -> int:
    """Delete the marks that have been kept long enough; return how many."""
    forgotten, _ = CandidateDevice.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()
    return forgotten
