"""What moving a role to a newer version of its guide would change, for one reader."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from hiring.models import Interview, Role, Stage
from hiring.models.interview import InterviewQuerySet
from question_bank.guide_format import Change, changes
from question_bank.models import GuideStage, GuideVersion
from question_bank.queries import documents_of

from .version_changes import criteria_of, stage_changes


@dataclass(frozen=True)
class Pairing:
    """``moved``: the role's stages with what the version has for each; ``staying``: those for which it has nothing;
    ``new``: the version's stages that neither the role nor its present version has."""

    moved: list[tuple[Stage, GuideStage]]
    staying: list[Stage]
    new: list[GuideStage]


@dataclass(frozen=True)
class StageMove:
    """What changes in one stage. ``begun`` interviews keep what they are held by, those ``to_come`` do not."""

    stage: Stage
    changes: list[Change]
    begun: int
    to_come: int


@dataclass(frozen=True)
class RoleMove:
    """What changes for a role. ``shared``: in criteria that several of its stages rate; ``profile``: in what is sought.

    Counted are the interviews that the reader sees, by what they may know anyway: time and the links of work samples.
    """

    to: GuideVersion
    stages: list[StageMove]
    shared: list[Change]
    profile: list[Change]
    staying: list[Stage]
    new: list[GuideStage]

    @property
    def begun(self) -> int:
        return sum(stage.begun for stage in self.stages)

    @property
    def to_come(self) -> int:
        return sum(stage.to_come for stage in self.stages)

    @property
    def unchanged(self) -> list[str]:
        """The names of the stages in which no text changes."""
        return [stage.stage.name for stage in self.stages if not stage.changes]

    @property
    def count(self) -> int:
        """How many texts change."""
        return sum(len(stage.changes) for stage in self.stages) + len(self.shared) + len(self.profile)


def newer_version(role: Role) -> GuideVersion | None:
    """The newest published version of the role's guide, if it is newer than the role's. One query."""
    present = role.guide_version
    newer = GuideVersion.objects.published().filter(guide=present.guide_id, number__gt=present.number)
    return newer.select_related("published_by").order_by("-number").first()


def pair(role: Role, to: GuideVersion) -> Pairing:
    """Find for each stage of ``role`` what ``to`` has in its place: the same key and kind. Three queries.

    The debrief and the references, which are read from the version itself, are known by their kind alone.
    """
    found = {_place(stage): stage for stage in to.stages.order_by("-position")}
    moved, staying = [], []
    for stage in role.stages.in_order().select_related("guide_stage__version"):
        counterpart = found.pop(_place(stage.guide_stage), None)
        if counterpart is None:
            staying.append(stage)
        else:
            moved.append((stage, counterpart))
    known = {_place(stage) for stage in role.guide_version.stages.all()}
    new = sorted((stage for place, stage in found.items() if place not in known), key=lambda stage: stage.position)
    return Pairing(moved, staying, new)


def role_move(user: User, role: Role, to: GuideVersion) -> RoleMove:
    """Return what moving ``role`` to ``to`` changes, as far as ``user`` may know. Thirteen queries."""
    pairing = pair(role, to)
    versions = {stage.guide_stage.version_id: stage.guide_stage.version for stage, _ in pairing.moved}
    versions |= {role.guide_version_id: role.guide_version, to.pk: to}
    documents = dict(zip(versions, documents_of(list(versions.values())), strict=True))
    after = documents[to.pk]
    interviews = Interview.objects.visible_to(user).filter(stage__role=role, cancelled_at=None)
    begun, to_come = _by_stage(interviews.begun()), _by_stage(interviews.to_come())
    rated = Counter(key for _, stage in pairing.moved for key in criteria_of(after, stage.key))
    stages: list[StageMove] = []
    shared: dict[Change, None] = {}
    for stage, counterpart in pairing.moved:
        before = documents[stage.guide_stage.version_id]
        own = []
        for key, change in stage_changes(before, stage.guide_stage.key, after, counterpart.key):
            if rated[key] > 1:
                shared[change] = None
            else:
                own.append(change)
        stages.append(StageMove(stage, own, begun[stage.pk], to_come[stage.pk]))
    whole = changes(documents[role.guide_version_id], after)
    profile = [change for change in whole if change.where[0] in {"profile", "job description"}]
    return RoleMove(to, stages, list(shared), profile, pairing.staying, pairing.new)


def _place(stage: GuideStage) -> tuple[str, str]:
    return stage.kind, stage.key if stage.is_scored else ""


def _by_stage(interviews: InterviewQuerySet) -> Counter[int]:
    return Counter(dict(interviews.order_by().values_list("stage").annotate(Count("pk"))))
