"""The reference report: all referees on one candidate, what they said and how it was rated; no score of the panel."""

from accounts.models import User
from core.documents import Document
from hiring.models import Candidacy

from .queries import overview, patterns, policy_of

REPORT = "reference_report"


def may_read_report(user: User, candidacy_uid: str) -> bool:
    """Whether ``user`` may have the report: whoever may see the references."""
    candidacy = Candidacy.objects.visible_to(user).filter(uid=candidacy_uid).first()
    return candidacy is not None and user.has_perm("references.view_references", candidacy)


def report_scope(candidacy_uid: str) -> str:
    """The uid of the candidacy that a report is about."""
    return candidacy_uid


def report(candidacy_uid: str, reader: User) -> Document:
    """Compose the report for a ``reader`` who may have it (``may_read_report``). Fifteen queries at most."""
    candidacy = Candidacy.objects.select_related("candidate", "role__guide_version").get(uid=candidacy_uid)
    found = patterns(reader, candidacy)
    return Document(
        kind=REPORT,
        subject_uid=candidacy.uid,
        title=f"References on {candidacy.candidate.name}",
        template="references/pdf/reference_report.html",
        context={
            "candidacy": candidacy,
            "candidate": candidacy.candidate,
            "role": candidacy.role,
            "policy": policy_of(candidacy.role),
            "overview": overview(reader, candidacy),
            "patterns": found,
            "versions": sorted({c.guide_stage.version for c in found.checks}, key=lambda version: version.number),
        },
    )
