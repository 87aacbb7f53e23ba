"""The vertical line of a candidacy's stages."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from hiring.models import GateDecision, Stage, StageDecision

from .standing import IN_INTERVIEWS, Standing


@dataclass
class Entry:
    """One stage: ``state`` is done, current, stopped or todo; ``when`` is aware."""

    label: str
    state: str
    words: str = ""
    when: datetime | None = None
    url: str = ""


def timeline(one: Standing, decisions: list[StageDecision]) -> list[Entry]:
    """Return the stages with how far ``one`` is, as its reader may know. ``decisions``: those they see."""
    if one.held:
        return [_own_entry(one, stage) for stage in one.stages]
    left = {d.stage_id: d.at for d in decisions if d.decision == GateDecision.ADVANCE and d.undone_at is None}
    return [_entry(one, stage, left.get(stage.pk)) for stage in one.stages]


def _own_entry(one: Standing, stage: Stage) -> Entry:
    """A stage of a candidacy that stands still: the reader's own interviews, and where they left a panel."""
    own = [interview.starts_at for interview in one.interviews if interview.is_mine and interview.stage_id == stage.pk]
    if own:
        return Entry(stage.name, "current", f"{IN_INTERVIEWS}, yours", own[-1])
    return Entry(stage.name, "current", IN_INTERVIEWS) if stage.pk == one.stage.pk else Entry(stage.name, "todo")


def _entry(one: Standing, stage: Stage, left_at: datetime | None) -> Entry:
    if stage.pk == one.stage.pk:
        if one.is_running:
            words = "here since" if one.state == "active" else "on hold, here since"
            since = timezone.localtime(one.since) if one.since else None
            return Entry(stage.name, "current", f"{words} {since.day} {since:%b}" if since else "")
        done = one.state == "hired"
        return Entry(stage.name, "done" if done else "stopped", one.waits_for, one.candidacy.ended_at)
    if stage.position < one.stage.position:
        return Entry(stage.name, "done", "Advanced" if left_at else "Passed", left_at)
    return Entry(stage.name, "todo")
