"""The pages of a debrief."""

from .approving import decision_answer
from .deciding import debrief_reopen, decision_create, decision_undo
from .detail import debrief_detail, debrief_open
from .documents import debrief_packet_request, decision_file_request
from .listening import listener_dismiss, listener_invite
from .policy import debrief_policy
from .preparing import debrief_create, debrief_edit
from .speaking_up import dissent_record, other_role_name
from .ticking import next_step_tick, next_step_untick
from .writing import agenda_note_save, revision_create

__all__ = [
    "agenda_note_save",
    "debrief_create",
    "debrief_detail",
    "debrief_edit",
    "debrief_open",
    "debrief_packet_request",
    "debrief_policy",
    "debrief_reopen",
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
    "revision_create",
]
