"""Every kind of job in plain words: fixed, so that the choice tells nothing of what happened.

A test holds it against the jobs that there are.
"""

from dataclasses import dataclass

MAIL = "core.deliver_mail"


@dataclass(frozen=True)
class JobKind:
    """A kind of job in words. ``tells``: jobs of this kind exist, or take as long as they do, because of what somebody
    did with a candidate: planned, wrote, sealed, read. Whoever a panel binds must not see them."""

    words: str
    tells: bool = True


JOB_KINDS = {
    MAIL: JobKind("Deliver a mail"),
    "accounts.mail_reset_link": JobKind("Write a mail with a link for a new password", tells=False),
    "accounts.read_calendar": JobKind("Read when somebody is busy from their calendar", tells=False),
    "question_bank.compile_book": JobKind("Make the book of a guide", tells=False),
    "question_bank.compile_stage_kit": JobKind("Make the blank kit of a stage in a guide", tells=False),
    "question_bank.import_questions": JobKind("Write a file of questions into the bank", tells=False),
    "hiring.compile_kit": JobKind("Make an interview kit"),
    "hiring.compile_stage_kit": JobKind("Make the blank kit of a stage in a role"),
    "hiring.compile_day_kits": JobKind("Make the kits of a day"),
    "hiring.compile_preparation": JobKind("Make a preparation sheet"),
    "hiring.compile_brief": JobKind("Make the brief of a work sample"),
    "hiring.solve_loop": JobKind("Plan several interviews at once"),
    "scorecards.tell_recruiters": JobKind("Tell recruiters that a scorecard is in"),
    "references.compile_report": JobKind("Make a reference report"),
    "debriefs.compile_packet": JobKind("Make a debrief packet"),
    "debriefs.compile_file": JobKind("Make a decision file"),
    "debriefs.compile_summary": JobKind("Make the summary of a debrief as a PDF"),
    "debriefs.summarise": JobKind("Put the summary of a debrief together"),
}
SILENT = [name for name, kind in JOB_KINDS.items() if not kind.tells]


def job_words(name: str) -> str:
    """The kind of a job in words; its name if it is older or newer than this table."""
    return JOB_KINDS[name].words if name in JOB_KINDS else name


def kinds_for(*, bound: bool) -> dict[str, str]:
    """The words of every kind that somebody may see, by its name: all, or for whom a panel binds those that tell
    nothing."""
    return {name: kind.words for name, kind in JOB_KINDS.items() if not (bound and kind.tells)}
