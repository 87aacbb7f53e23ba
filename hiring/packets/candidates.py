"""What a candidate is given on paper: how to prepare, and the brief of a work sample. Nothing about the panel."""

from accounts.models import User
from core.documents import Document
from question_bank.models import StageKind

from ..models import Candidacy, Interview
from ..queries.names import hide_name
from ..wording import Spoken, spoken

PREPARATION = "preparation_sheet"
BRIEF = "work_sample_brief"


def may_read_preparation(user: User, candidacy_uid: str) -> bool:
    """Whether ``user`` plans the candidate's interviews, and the guide has something to prepare by."""
    candidacy = (
        Candidacy.objects.visible_to(user).select_related("role__guide_version").filter(uid=candidacy_uid).first()
    )
    if candidacy is None or not candidacy.role.guide_version.preparation:
        return False
    return user.has_perm("hiring.plan_interview", candidacy)


def may_read_brief(user: User, interview_uid: str) -> bool:
    """Whether ``user`` plans the interview, and it is a work sample with a brief."""
    samples = Interview.objects.visible_to(user).filter(stage__kind=StageKind.WORK_SAMPLE)
    interview = samples.select_related("candidacy", "guide_stage").filter(uid=interview_uid).first()
    if interview is None or not interview.guide_stage.brief:
        return False
    return user.has_perm("hiring.change_interview", interview)


def candidacy_scope(candidacy_uid: str) -> str:
    """The candidacy itself."""
    return candidacy_uid


def preparation(candidacy_uid: str) -> Document:
    """Compose the candidate's preparation sheet, in the words of the role's guide. One query."""
    rows = Candidacy.objects.select_related("candidate", "role__guide_version")
    candidacy = rows.get(uid=candidacy_uid)
    role = candidacy.role
    words = Spoken({name: text for name, text in role.placeholder_values.items() if text}, candidacy.candidate.name)
    return Document(
        kind=PREPARATION,
        subject_uid=candidacy.uid,
        title=f"Preparation for {candidacy.candidate.name}",
        template="hiring/pdf/preparation_sheet.html",
        context={
            "candidate": candidacy.candidate,
            "role": role,
            "version": role.guide_version,
            "preparation": words.all(role.guide_version.preparation),
        },
    )


def brief(interview_uid: str, reader: User) -> Document:
    """Compose the brief of a work sample for its candidate, as ``reader`` may know them. Three queries."""
    rows = Interview.objects.select_related(
        "stage", "guide_stage__version", "candidacy__candidate", "candidacy__role", "created_by"
    )
    interview = hide_name(rows.get(uid=interview_uid), reader)
    candidate = interview.candidacy.candidate
    return Document(
        kind=BRIEF,
        subject_uid=interview.uid,
        title=f"Brief for {candidate.name}",
        template="hiring/pdf/work_sample_brief.html",
        context={
            "interview": interview,
            "candidate": candidate,
            "role": interview.candidacy.role,
            "version": interview.guide_stage.version,
            "brief": spoken(interview).all(interview.guide_stage.brief),
            "material": list(interview.stage.material.order_by("pk")),
        },
    )
