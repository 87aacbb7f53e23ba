"""Row locks in one fixed order: role, candidacy, candidate, people by id, stage.

On SQLite immediate transactions do this. A row is locked alone and then read with what belongs to it: once PostgreSQL
has waited for a lock it looks at the row again, and drops it from a join whose other side is another one by then.
"""

from collections.abc import Iterable

from accounts.models import User
from hiring.models import Candidacy, Candidate, Role, Stage


def lock_role(role: Role) -> None:
    """Hold ``role`` until the transaction ends and read it again."""
    role.refresh_from_db(from_queryset=Role.objects.select_for_update(of=("self",), no_key=True))


def lock_candidacy(candidacy: Candidacy) -> None:
    """Hold ``candidacy`` until the transaction ends and read it again."""
    Candidacy.objects.select_for_update(no_key=True).get(pk=candidacy.pk)
    candidacy.refresh_from_db(from_queryset=Candidacy.objects.select_related("stage", "role", "candidate"))


def lock_people(candidacy: Candidacy, users: Iterable[User]) -> None:
    """Hold the panel and the candidate, who is read again, so that plans for the same person come one by one."""
    candidacy.candidate = Candidate.objects.select_for_update(no_key=True).get(pk=candidacy.candidate_id)
    ids = sorted({user.pk for user in users})
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def lock_stage(stage: Stage) -> None:
    """Hold ``stage`` until the transaction ends and read its guide stage again.

    So its material and the first link to it come one by one, and what is planned in it is held by the role's version.
    """
    rows = Stage.objects.select_for_update(of=("self",), no_key=True)
    stage.refresh_from_db(fields=["guide_stage"], from_queryset=rows)
