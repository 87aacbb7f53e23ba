"""Reads over several tables, each for one reader: what they may not know is never fetched."""

from .board import Column, board, candidacy_list
from .calendar import Day, Week, week
from .documents import documents_of
from .feeds import feed_interviews, feed_owner
from .history import Event, history
from .names import (
    alias,
    called,
    file_name_for,
    hide_file_names,
    hide_name,
    hide_names,
    knows_name,
    panel_of,
    stand_in,
)
from .offers import (
    choice_of,
    free_for,
    offer_behind,
    offers_of,
    spread,
    stage_to_offer,
    stages_to_plan,
    windows_of,
    with_offer,
)
from .people import Person, earlier_panel, earlier_panels, people_for_panel
from .replacements import replacements
from .role_schedule import role_schedule
from .standing import Standing, standing, standings
from .timeline import Entry, timeline
from .today import Done, done_this_week, next_interview, todos
from .work_samples import Work, work_of
from .zones import tell_zone, tell_zones

__all__ = [
    "Column",
    "Day",
    "Done",
    "Entry",
    "Event",
    "Person",
    "Standing",
    "Week",
    "Work",
    "alias",
    "board",
    "called",
    "candidacy_list",
    "choice_of",
    "documents_of",
    "done_this_week",
    "earlier_panel",
    "earlier_panels",
    "feed_interviews",
    "feed_owner",
    "file_name_for",
    "free_for",
    "hide_file_names",
    "hide_name",
    "hide_names",
    "history",
    "knows_name",
    "next_interview",
    "offer_behind",
    "offers_of",
    "panel_of",
    "people_for_panel",
    "replacements",
    "role_schedule",
    "spread",
    "stage_to_offer",
    "stages_to_plan",
    "stand_in",
    "standing",
    "standings",
    "tell_zone",
    "tell_zones",
    "timeline",
    "todos",
    "week",
    "windows_of",
    "with_offer",
    "work_of",
]
