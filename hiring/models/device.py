"""The devices from which a candidate handed in work, as a keyed hash that is kept for a short while."""

from django.db import models

from .candidacy import Candidacy


class CandidateDevice(models.Model):
    """``mark``: ``core.devices.mark_of`` of a request that came through the candidate's secret link."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="devices")
    mark = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidacy", "mark"], name="candidate_device_once")]

    def __str__(self) -> str:
        return f"A device of {self.candidacy.candidate}"
