"""Whether a referee writes on a device of the candidate: a sign for people, never a reason to refuse."""

from datetime import timedelta

from django.utils import timezone

from hiring.models import CandidateDevice

from ..models import RefereeDevice, RefereeLink

KEPT = timedelta(days=30)


def note_referee_device(link: RefereeLink, mark: str) -> None:
    """Keep the device's ``mark`` for a while, and note on the link if the candidate's work came from it as well."""
    if not mark:
        return
    RefereeDevice.objects.update_or_create(link=link, mark=mark, defaults={"seen_at": timezone.now()})
    _compare(link)


def compare_devices() -> int:
    """Compare the links of the last weeks with candidates' devices, which may have come later; then forget old ones.

    Returns how many devices were forgotten.
    """
    seen = timezone.now() - KEPT
    for link in RefereeLink.objects.filter(same_device_at=None, devices__seen_at__gte=seen).distinct().order_by("pk"):
        _compare(link)
    forgotten, _ = RefereeDevice.objects.filter(seen_at__lt=seen).delete()
    return forgotten


def _compare(link: RefereeLink) -> None:
    if link.same_device_at:
        return
    marks = RefereeDevice.objects.filter(link=link).values("mark")
    candidate = link.referee.candidacy.candidate_id
    if CandidateDevice.objects.filter(candidacy__candidate=candidate, mark__in=marks).exists():
        link.same_device_at = timezone.now()
        link.save(update_fields=["same_device_at"])
