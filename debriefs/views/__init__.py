"""The pages of a debrief."""

from .conducting import debrief_attend, debrief_lead, debrief_now, debrief_stream
from .detail import debrief_detail, debrief_open
from .documents import debrief_packet_request, decision_file_request
from .preparing import debrief_create, debrief_edit
from .summary import summary_detail, summary_request
from .ticking import next_step_tick, next_step_untick
from .voting import ballot_create
from .writing import agenda_note_save, decision_create, revision_create

__all__ = [
    "agenda_note_save",
    "ballot_create",
    "debrief_attend",
    "debrief_create",
    "debrief_detail",
    "debrief_edit",
    "debrief_lead",
    "debrief_now",
    "debrief_open",
    "debrief_packet_request",
    "debrief_stream",
    "decision_create",
    "decision_file_request",
    "next_step_tick",
    "next_step_untick",
    "revision_create",
    "summary_detail",
    "summary_request",
]
