"""The debrief packet and the decision file: what a reader may see of one debrief, composed for print.

Both start from ``evidence_matrix``, which hands out only what the reader may see; both are refused to whoever has
read something on this candidacy that is closed to them now, since an earlier file might hold it.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from accounts.models import User
from core.documents import Document
from hiring.models import StageDecision
from question_bank.models import RECOMMENDATIONS, GuideVersion
from references.queries import patterns
from scorecards.models import BreakGlass, Exposure, Independence
from scorecards.queries import EvidenceMatrix, composite, evidence_matrix, seal_hashes
from scorecards.visibility import visible_scorecards

from .models import Debrief, Decision, Summary
from .queries import agenda, changes, grounds_of, holes, readable_summaries
from .queries.grid import Grid, GridGroup, grid, grid_by_competency

PACKET = "debrief_packet"
DECISION_FILE = "decision_file"
SUMMARY = "debrief_summary"
SIDE_BY_SIDE = 3
# A landscape page holds this many lines, and two tables beside each other for up to five people.
LINES_ON_A_PAGE = 26
PEOPLE_IN_A_HALF = 5


def find(debrief_uid: str) -> Debrief:
    """The debrief with what its documents name. Raises ``Debrief.DoesNotExist``. One query."""
    rows = Debrief.objects.select_related(
        "candidacy__candidate",
        "candidacy__role__guide_version",
        "guide_version",
        "candidacy__stage",
        "facilitator",
        "opened_by",
    )
    return rows.with_decisions().get(uid=debrief_uid)


def may_read_packet(user: User, debrief_uid: str) -> bool:
    """Whether ``user`` takes part in the opened debrief, or decides and is free, and nothing read is closed again."""
    debrief = _debrief(user, debrief_uid)
    if debrief is None or _has_read_what_is_closed(user, debrief):
        return False
    return user.has_perm("debriefs.attend_debrief", debrief) or user.has_perm("debriefs.see_progress", debrief)


def may_read_file(user: User, debrief_uid: str) -> bool:
    """Whether the debrief is decided and ``user`` takes part in it."""
    debrief = _debrief(user, debrief_uid)
    if debrief is None or debrief.closed_at is None or _has_read_what_is_closed(user, debrief):
        return False
    return user.has_perm("debriefs.attend_debrief", debrief)


def may_read_summary(user: User, debrief_uid: str) -> bool:
    """Whether ``user`` takes part in the opened debrief and may read all that its newest summary is made of."""
    debrief = _debrief(user, debrief_uid)
    if debrief is None or _has_read_what_is_closed(user, debrief):
        return False
    return user.has_perm("debriefs.attend_debrief", debrief) and bool(readable_summaries(user, debrief))


def scope(debrief_uid: str) -> str:
    """The uid of the candidacy that a debrief's documents are about."""
    return Debrief.objects.values_list("candidacy__uid", flat=True).get(uid=debrief_uid)


def debrief_packet(user: User, debrief_uid: str) -> Document:
    """Compose the packet for the meeting. Whoever shows it records the reading of its scorecards first."""
    debrief = find(debrief_uid)
    return Document(
        kind=PACKET,
        subject_uid=debrief.uid,
        title=f"Debrief on {debrief.candidacy.candidate.name}",
        template="debriefs/pdf/debrief_packet.html",
        context={**_common(user, debrief), "agenda": agenda(debrief)},
    )


def decision_file(user: User, debrief_uid: str) -> Document:
    """Compose the record of the decision, to be kept. Whoever shows it records the reading first.

    Raises ``Decision.DoesNotExist`` while none is in force.
    """
    debrief = find(debrief_uid)
    if debrief.decision is None:
        raise Decision.DoesNotExist
    candidacy, common = debrief.candidacy, _common(user, debrief)
    gates = StageDecision.objects.visible_to(user).filter(candidacy=candidacy)
    return Document(
        kind=DECISION_FILE,
        subject_uid=debrief.uid,
        title=f"Decision on {candidacy.candidate.name}",
        template="debriefs/pdf/decision_file.html",
        context={
            **common,
            "decision": debrief.decision,
            "set_aside": debrief.set_aside,
            "approvals": list(debrief.decision.approvals.in_order()),
            "grounds": grounds_of(debrief.decision, common["matrix"]),
            "dissents": list(debrief.decision.dissents.in_order()),
            "next_steps": list(debrief.next_steps.standing().in_order()),
            "gates": list(gates.select_related("stage", "to_stage", "by", "undone_by").order_by("at", "pk")),
            "agenda": [item for item in agenda(debrief) if item.note and item.note.text],
            "references": patterns(user, candidacy),
            "readings": _readings(user, debrief),
            "seals": _seals(common["matrix"]),
        },
    )


def debrief_summary(user: User, debrief_uid: str) -> Document:
    """Compose the newest summary that ``user`` may read. Whoever shows it records the reading first.

    Raises ``Summary.DoesNotExist`` when there is none.
    """
    debrief = find(debrief_uid)
    summary = next(iter(readable_summaries(user, debrief)), None)
    if summary is None:
        raise Summary.DoesNotExist
    return Document(
        kind=SUMMARY,
        subject_uid=debrief.uid,
        title=f"Summary on {debrief.candidacy.candidate.name}",
        template="debriefs/pdf/summary.html",
        context={
            "debrief": debrief,
            "candidate": debrief.candidacy.candidate,
            "role": debrief.candidacy.role,
            "version": debrief.version,
            "summary": summary,
            "said": summary.content,
            "decided_at": debrief.decision.at if debrief.decision else None,
            "watermark": debrief.candidacy.role.watermark_packets,
        },
    )


def _debrief(user: User, uid: str) -> Debrief | None:
    visible = Debrief.objects.visible_to(user).select_related("candidacy__role")
    return visible.filter(uid=uid).first()


def _has_read_what_is_closed(user: User, debrief: Debrief) -> bool:
    read = Exposure.objects.filter(user=user, candidacy=debrief.candidacy_id)
    return read.exclude(scorecard__in=visible_scorecards(user).values("pk")).exists()


def _common(user: User, debrief: Debrief) -> dict[str, Any]:
    candidacy = debrief.candidacy
    matrix = evidence_matrix(user, candidacy)
    layout = grid(matrix)
    columns = [(stage.name, column) for stage in matrix.stages for column in stage.columns]
    return {
        "debrief": debrief,
        "candidate": candidacy.candidate,
        "role": candidacy.role,
        "watermark": candidacy.role.watermark_packets,
        "version": debrief.version,
        "measured_with": _measured_with(matrix) or [debrief.version],
        "matrix": matrix,
        "people": layout.people,
        "halves": _halves(layout),
        "halves_by_competency": _halves(grid_by_competency(matrix)),
        "holes": holes(matrix),
        "composite": composite(user, candidacy, matrix),
        "columns": columns,
        "not_independent": [column for _, column in columns if column.independence == Independence.NOT_INDEPENDENT],
        "revisions": changes(matrix),
        "break_glass": list(BreakGlass.objects.visible_to(user).filter(candidacy=candidacy).in_order()),
        "side_by_side": SIDE_BY_SIDE,
    }


def _halves(layout: Grid) -> list[list[GridGroup]]:
    """The groups of the matrix as one table, or as two of about the same height when it is long and not too wide."""
    groups = layout.groups
    heights = [1 + len(group.rows) for group in groups]
    if sum(heights) <= LINES_ON_A_PAGE or len(layout.people) > PEOPLE_IN_A_HALF or len(groups) == 1:
        return [groups]
    cut = min(range(1, len(groups)), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    return [groups[:cut], groups[cut:]]


def _measured_with(matrix: EvidenceMatrix) -> list[GuideVersion]:
    """The versions that the scorecards were begun with, the newest first."""
    versions = {card.guide_stage.version for card in matrix.scorecards}
    return sorted(versions, key=lambda version: -version.number)


def _seals(matrix: EvidenceMatrix) -> list[dict[str, Any]]:
    """Each scorecard with the hash over what was sealed in it."""
    hashes = seal_hashes(matrix.scorecards)
    return [
        {"column": column, "stage": stage.name, "uid": column.scorecard.uid, "hash": hashes[column.scorecard.pk]}
        for stage in matrix.stages
        for column in stage.columns
    ]


def _words(recommendation: int | None) -> str:
    return RECOMMENDATIONS.get(recommendation or 0, "")


def _readings(user: User, debrief: Debrief) -> list[dict[str, Any]]:
    """Who read whose scorecard first when, of those that ``user`` may see."""
    counted = visible_scorecards(user).counting().values("pk")
    read = (
        Exposure.objects.filter(candidacy=debrief.candidacy_id, scorecard__in=counted)
        .select_related("user", "scorecard__panelist__user", "scorecard__panelist__interview__stage")
        .order_by("at", "user__name", "scorecard__panelist__interview__stage__position", "pk")
    )
    by_moment: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for exposure in read:
        panelist = exposure.scorecard.panelist
        by_moment[exposure.user.name, exposure.at].append(f"{panelist.user.name}, {panelist.interview.stage.name}")
    return [{"who": who, "at": at, "scorecards": cards} for (who, at), cards in by_moment.items()]
