"""Notes on the guide's agenda, saved as they are typed, never over somebody else's newer text."""

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.models import Question, StageKind

from ..models import AgendaNote, Debrief
from ..visibility import room
from .refusals import NotInTheRoom, lock_debrief, refuse_unless_in_session
from .summarising import facts_changed

LONGEST_NOTE = 20_000


class NotOnAgenda(Refused):
    message = "This question is not on the agenda of this debrief."


class NoteTooLong(Refused):
    message = f"A note holds {LONGEST_NOTE:,} characters. Shorten it; your words are kept here."
    field = "text"


class NoteConflict(Refused):
    """Somebody saved this note meanwhile. ``note`` is what is stored; the words sent were not written."""

    message = "Somebody changed this note at the same time. Both texts are kept here: edit them, then save."

    def __init__(self, note: AgendaNote) -> None:
        """Take the stored note."""
        self.note = note
        super().__init__()


@transaction.atomic
def write_agenda_note(*, debrief: Debrief, question: Question, text: str, base_revision: int, by: User) -> AgendaNote:
    """Store what was noted on ``question``; ``base_revision`` is the revision that was on the page (0 for none).

    The same text again is not a conflict and changes nothing. The audit trail notes who began or took over a note, not
    each save. Raises ``NotOpened``, ``DebriefClosed``,
    ``NotInTheRoom``, ``NotOnAgenda``, ``NoteTooLong``, and ``NoteConflict`` with the stored note.
    """
    debrief = lock_debrief(debrief)
    refuse_unless_in_session(debrief)
    if not room(by, debrief.candidacy).takes_part:
        raise NotInTheRoom
    if question.stage.version_id != debrief.guide_version_id or question.stage.kind != StageKind.DEBRIEF:
        raise NotOnAgenda
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong
    note = AgendaNote.objects.select_related("written_by").filter(debrief=debrief, question=question).first()
    note = note or AgendaNote(debrief=debrief, question=question, written_by=by)
    if note.text == text:
        return note
    if note.revision != base_revision:
        raise NoteConflict(note)
    goes_on = note.pk is not None and note.written_by_id == by.pk
    note.text, note.revision, note.written_by = text, note.revision + 1, by
    note.save()
    facts_changed(debrief=debrief, by=by)
    if not goes_on:
        audit.record("debrief.noted", by=by, obj=debrief, scope=debrief.candidacy.uid, question=question.key)
    return note
