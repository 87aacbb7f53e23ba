"""The pages of a debrief."""

from .approving import decision_answer
from .asking import referees_ask
from .conducting import debrief_attend, debrief_lead, debrief_now, debrief_stream
from .deciding import debrief_reopen, decision_create, decision_undo
from .detail import debrief_detail, debrief_open
from .documents import debrief_packet_request, decision_file_request, summary_pdf_request
from .listening import listener_dismiss, listener_invite
from .policy import debrief_policy
from .preparing import debrief_create, debrief_edit
from .speaking_up import dissent_record, other_role_name
from .summary import summary_detail, summary_request
from .ticking import next_step_tick, next_step_untick
from .voting import ballot_create
from .writing import agenda_note_save, revision_create

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
    "debrief_policy",
    "debrief_reopen",
    "debrief_stream",
    "decision_answer",
    "decision_create",
    "decision_file_request",
    "decision_undo",
    "dissent_record",
    "listener_dismiss",
    "listener_invite",
    "next_step_tick",
    "next_step_untick",
    "other_role_name",
    "referees_ask",
    "revision_create",
    "summary_detail",
    "summary_pdf_request",
    "summary_request",
]
