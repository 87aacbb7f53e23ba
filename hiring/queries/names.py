"""Whose work it is, hidden from those who rate it without knowing: ``Panelist.objects.blind()``.

Whatever shows an interview to its panel passes through ``hide_names`` first, whatever writes to one of them asks
``knows_name``: what is hidden is never handed to a template.
"""

from collections.abc import Iterable
from pathlib import PurePath

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.crypto import salted_hmac

from accounts.models import User
from hiring.models import Candidacy, Candidate, Document, Interview, Panelist, WorkSample

# Read over the phone, and never a word.
SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 5


def hide_names(interviews: Iterable[Interview], user: User) -> list[Interview]:
    """Return ``interviews`` with a stand-in for every candidate whose name ``user`` must not learn yet.

    It has an alias for a name, and the zone in which the interview was planned for its own. Such an interview
    ``hides_name``. One query; none without a stage that hides names.
    """
    shown = list(interviews)
    nameless = [interview.pk for interview in shown if interview.stage.anonymous]
    blind = Panelist.objects.blind().filter(user=user, interview__in=nameless) if nameless else Panelist.objects.none()
    hidden = set(blind.values_list("interview", flat=True))
    return [stand_in(interview) if interview.pk in hidden else interview for interview in shown]


def stand_in(interview: Interview) -> Interview:
    """Put a stand-in for the candidate of ``interview``, whose name its reader must not learn yet."""
    interview.hides_name, interview.spoken_words, interview.candidate_zone = True, "", interview.timezone
    interview.candidacy.candidate = Candidate(name=alias(interview.candidacy), timezone=interview.timezone)
    return interview


def hide_name(interview: Interview, user: User) -> Interview:
    """The same for one."""
    return hide_names([interview], user)[0]


def knows_name(user: User, candidacy: Candidacy) -> bool:
    """Whether ``user`` may be told whose ``candidacy`` it is. One query."""
    return not Panelist.objects.blind().filter(user=user, interview__candidacy=candidacy).exists()


def called(candidacy: Candidacy, *, named: bool) -> str:
    """Return what ``candidacy``'s candidate is called: the name to whoever is ``named`` it, else the alias."""
    return candidacy.candidate.name if named else alias(candidacy)


def panel_of(interview: Interview) -> QuerySet[Panelist]:
    """Return everybody who sits or sat on ``interview``, by name, with ``is_blind`` for each."""
    rows = Panelist.objects.filter(interview=interview).select_related("user").order_by("user__name", "pk")
    blind = Exists(Panelist.objects.blind().filter(pk=OuterRef("pk")))
    return rows.annotate(is_blind=blind if interview.stage.anonymous else Value(False))


def alias(candidacy: Candidacy) -> str:
    """Return what ``candidacy``'s candidate is called by everybody who must not learn the name: "Candidate K7QF2"."""
    number = int(salted_hmac("hiring.names", candidacy.uid, algorithm="sha256").hexdigest(), 16)
    signs = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(SIGNS))
        signs.append(SIGNS[place])
    return f"Candidate {''.join(signs)}"


def file_name_for(user: User, document: Document) -> str:
    """Return what ``document`` is called to ``user``. One or two queries for a work sample that hides names."""
    sample = document.work_sample
    if sample is None or not sample.interview.stage.anonymous:
        return document.original_name
    if knows_name(user, sample.interview.candidacy):
        return document.original_name
    return _nameless(sample)[document.pk]


def hide_file_names(sample: WorkSample, files: Iterable[Document]) -> list[Document]:
    """Return ``files`` of ``sample`` with names that tell nothing. One query."""
    names, shown = _nameless(sample), list(files)
    for file in shown:
        file.original_name = names[file.pk]
    return shown


def _nameless(sample: WorkSample) -> dict[int, str]:
    """What its files are called without their names, by their place and ending: "File 1.py"."""
    files = sample.files.order_by("pk").values_list("pk", "original_name")
    return {pk: f"File {place}{PurePath(name).suffix}" for place, (pk, name) in enumerate(files, start=1)}
