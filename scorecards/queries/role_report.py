"""How independently a role's scorecards were given: the marks that sealing left on them, counted."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from hiring.models import Role
from question_bank.models import StageKind

from ..models import Independence
from ..visibility import countable_scorecards


@dataclass(frozen=True)
class Line:
    """The sealed scorecards of one stage, or of all: how many carry each mark."""

    name: str
    independent: int
    late: int
    not_independent: int

    @property
    def total(self) -> int:
        return self.independent + self.late + self.not_independent

    @property
    def share(self) -> int | None:
        """The independent ones in whole percent, rounded down; ``None`` without any scorecard."""
        return self.independent * 100 // self.total if self.total else None

    @property
    def late_from(self) -> float:
        """Where the late ones begin on a bar of 100."""
        return self.independent * 100 / self.total if self.total else 0

    @property
    def late_width(self) -> float:
        """How much of the bar they take."""
        return self.exposed_from - self.late_from

    @property
    def exposed_width(self) -> float:
        """How much of the bar those after exposure take."""
        return 100 - self.exposed_from if self.total else 0

    @property
    def exposed_from(self) -> float:
        """Where those after exposure begin on a bar of 100."""
        return (self.independent + self.late) * 100 / self.total if self.total else 0


@dataclass(frozen=True)
class RoleReport:
    """``lines`` in the order of the stages, ``all`` of them together, over ``candidacies`` candidates."""

    lines: list[Line]
    all: Line
    candidacies: int


def role_report(user: User, role: Role) -> RoleReport:
    """Count what ``user`` may read, in stages that are in: ``countable_scorecards``. Three queries.

    The marks say how a scorecard came about and nothing of what it says, so counting them is no reading of it.
    """
    marks = {mark.value: Count("pk", filter=Q(independence=mark)) for mark in Independence}
    cards = countable_scorecards(user).filter(panelist__interview__candidacy__role=role).order_by()
    by_stage = cards.values_list("panelist__interview__stage").annotate(**marks)
    counted = {stage: dict(zip(marks, counts, strict=True)) for stage, *counts in by_stage}
    stages = role.stages.in_order().filter(kind__in=StageKind.scored())
    lines = [Line(stage.name, **counted.get(stage.pk, dict.fromkeys(marks, 0))) for stage in stages]
    sums = {name: sum(getattr(line, name) for line in lines) for name in marks}
    candidacies = cards.aggregate(count=Count("panelist__interview__candidacy", distinct=True))["count"]
    return RoleReport(lines, Line("All stages", **sums), candidacies)
