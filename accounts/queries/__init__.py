"""Reads for the pages about people, and of the audit trail."""

from .audit import AuditPage, Place, audit_trail, every_event, names_of_people, page_of
from .availability import Availability, availability_of, midnight
from .busy import busy_times, calendars_of
from .people import has_company_account, people
from .second_factors import recovery_codes_left, second_factors, with_second_factor
from .verbs import VERBS, verb_words

__all__ = [
    "VERBS",
    "AuditPage",
    "Availability",
    "Place",
    "audit_trail",
    "availability_of",
    "busy_times",
    "calendars_of",
    "every_event",
    "has_company_account",
    "midnight",
    "names_of_people",
    "page_of",
    "people",
    "recovery_codes_left",
    "second_factors",
    "verb_words",
    "with_second_factor",
]
