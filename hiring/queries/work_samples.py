"""A work sample as its panel and its planner see it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.timesince import timesince

from accounts.models import User
from hiring.models import Document, Interview, Material, WorkSample

from .names import hide_file_names


@dataclass
class Work:
    """What there is to see of a work sample for one reader.

    ``sample`` is ``None`` while the candidate has no link. ``files`` are open to the reader; ``count`` counts those
    that the candidate has put there. ``wish`` is what the candidate wrote to whoever plans the interview; nobody
    reads it who rates the work. ``material`` is what they were given to work with.
    """

    sample: WorkSample | None
    files: list[Document]
    count: int
    wish: str
    material: list[Material]

    @property
    def asks(self) -> bool:
        """Whether a wish for more time waits for an answer."""
        return self.sample is not None and bool(self.sample.asked_words)

    @property
    def late_words(self) -> str:
        """How much later than the deadline it came in: "2 days", "3 hours"; empty if it did not."""
        if self.sample is None or self.sample.handed_in_at is None or not self.sample.is_late:
            return ""
        at_least_a_minute = max(self.sample.handed_in_at, self.sample.due_at + timedelta(minutes=1))
        return timesince(self.sample.due_at, at_least_a_minute, depth=1).replace("\xa0", " ")


def work_of(interview: Interview, user: User) -> Work | None:
    """Return the work sample of ``interview`` (from ``hide_name``), which ``user`` sees; ``None`` for another kind.

    Three to six queries.
    """
    if interview.blocks_time:
        return None
    material = [] if interview.cancelled_at else list(Material.objects.filter(stage=interview.stage_id).order_by("pk"))
    sample = WorkSample.objects.filter(interview=interview).first()
    if sample is None:
        return Work(sample=None, files=[], count=0, wish="", material=material)
    sample.interview = interview
    files = list(Document.objects.visible_to(user).filter(work_sample=sample).order_by("pk"))
    if interview.hides_name:
        hide_file_names(files)
    return Work(
        sample=sample,
        files=files,
        count=len(files) or sample.files.count(),
        wish=sample.asked_words if sample.asked_words and _reads_wish(interview, user) else "",
        material=material,
    )


def _reads_wish(interview: Interview, user: User) -> bool:
    rates = interview.panelists.active().filter(user=user).exists()
    return not rates and user.has_perm("hiring.change_interview", interview)
