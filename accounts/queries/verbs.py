"""Every act that the audit trail knows, for its filter: fixed, so that the choice tells nothing of what happened.

A test holds it against what the services record.
"""

VERBS = [
    "audit_trail.exported",
    "break_glass.ended",
    "break_glass.opened",
    "candidacy.added",
    "candidacy.revealed",
    "debrief.changed",
    "debrief.decided",
    "debrief.noted",
    "debrief.opened",
    "debrief.prepared",
    "decision.made",
    "decision.undone",
    "document.attached",
    "document.downloaded",
    "guide_version.exported",
    "guide_version.loaded",
    "guide_version.published",
    "guide_version.retired",
    "interview.cancelled",
    "interview.changed",
    "interview.planned",
    "next_step.ticked",
    "next_step.unticked",
    "packet.downloaded",
    "packet.requested",
    "panelist.added",
    "panelist.recused",
    "panelist.released",
    "person.access_level_changed",
    "person.deactivated",
    "person.invited",
    "person.joined",
    "person.linked_to_company",
    "person.reactivated",
    "person.renamed",
    "person.set_up_as_admin",
    "person.unlinked_from_company",
    "referee.added",
    "reference.finished",
    "reference.started",
    "role.changed",
    "role.closed",
    "role.opened",
    "scorecard.opened",
    "scorecard.read",
    "scorecard.revised",
    "scorecard.sealed",
    "seat.given",
    "seat.taken",
    "stage.dropped",
    "stage.moved",
]


def verb_words(verb: str) -> str:
    """``scorecard.sealed`` becomes ``Scorecard sealed``."""
    return verb.replace(".", " ").replace("_", " ").capitalize()
