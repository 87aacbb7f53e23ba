"""A work sample as its panel and its planner see it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.timesince import timesince

from accounts.models import User
from hiring.models import Document, Interview, Material, Reopening, WorkSample

from .names import hide_file_names


@dataclass
class Work:
    """What there is to see of a work sample for one reader.

    ``sample`` is ``None`` while the candidate has no link. ``files`` are open to the reader; ``count`` counts those
    that the candidate has put there; ``replaced`` are those that an earlier hand-in held and the last one does not.
    ``wish`` is what the candidate wrote to whoever plans the interview; neither it nor the reasons of ``reopenings``
    are read by anybody who rates the work. ``material`` is what the candidate was given to work with.
    """

    sample: WorkSample | None
    material: list[Material]
    files: list[Document] = field(default_factory=list)
    replaced: list[Document] = field(default_factory=list)
    count: int = 0
    wish: str = ""
    reopenings: list[Reopening] = field(default_factory=list)
    may_reopen: bool = False

    @property
    def asks(self) -> bool:
        """Whether a wish for more time waits for an answer."""
        return self.sample is not None and bool(self.sample.asked_words)

    @property
    def first_handed_in_at(self) -> datetime | None:
        """When it was handed in before it was opened again, the first time; ``None`` if it never was."""
        return self.reopenings[0].handed_in_at if self.reopenings else None

    @property
    def late_words(self) -> str:
        """How much later than the deadline it came in: "2 days", "3 hours"; empty if it did not."""
        if self.sample is None or self.sample.handed_in_at is None or not self.sample.is_late:
            return ""
        at_least_a_minute = max(self.sample.handed_in_at, self.sample.due_at + timedelta(minutes=1))
        return timesince(self.sample.due_at, at_least_a_minute, depth=1).replace("\xa0", " ")


def work_of(interview: Interview, user: User) -> Work | None:
    """Return the work sample of ``interview`` (from ``hide_name``), which ``user`` sees; ``None`` for another kind.

    Four to ten queries.
    """
    if interview.blocks_time:
        return None
    material = [] if interview.cancelled_at else list(Material.objects.filter(stage=interview.stage_id).order_by("pk"))
    sample = WorkSample.objects.filter(interview=interview).first()
    if sample is None:
        return Work(sample=None, material=material)
    sample.interview = interview
    work = Work(sample=sample, material=material)
    rows = Document.objects.visible_to(user).filter(work_sample=sample).order_by("pk")
    for document in hide_file_names(sample, rows) if interview.hides_name else rows:
        document.work_sample = sample
        (work.replaced if document.is_replaced else work.files).append(document)
    work.count = len(work.files) or sample.files.filter(taken_back_at=None).count()
    work.reopenings = list(sample.reopenings.select_related("by").order_by("pk"))
    _say_to_planner(work, interview, user)
    return work


def _say_to_planner(work: Work, interview: Interview, user: User) -> None:
    """Fill in what only somebody learns or does who plans the interview and does not rate it."""
    sample = work.sample
    can_be_reopened = sample is not None and not sample.is_open and not sample.is_due
    asks_planner = work.asks or work.reopenings or can_be_reopened
    plans = bool(asks_planner) and _plans(interview, user)
    work.wish = sample.asked_words if sample and plans else ""
    work.may_reopen = can_be_reopened and plans and user.has_perm("hiring.reopen_work_sample", interview)
    for reopening in work.reopenings:
        reopening.reason = reopening.reason if plans else ""


def _plans(interview: Interview, user: User) -> bool:
    rates = interview.panelists.active().filter(user=user).exists()
    return not rates and user.has_perm("hiring.change_interview", interview)
