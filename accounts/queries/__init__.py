"""Reads for the pages about people, of the audit trail and of the job queue."""

from .audit import audit_trail, every_event, names_of_people
from .availability import Availability, availability_of, midnight
from .busy import busy_times, calendars_of
from .job_kinds import JOB_KINDS, MAIL, job_words, kinds_for
from .jobs import addressees, bind_jobs, is_bound, jobs_listed, jobs_shown, lives, paces, queue_now
from .paging import Place, RowPage, page_of
from .people import has_company_account, people
from .second_factors import recovery_codes_left, second_factors, with_second_factor
from .verbs import VERBS, verb_words

__all__ = [
    "JOB_KINDS",
    "MAIL",
    "VERBS",
    "Availability",
    "Place",
    "RowPage",
    "addressees",
    "audit_trail",
    "availability_of",
    "bind_jobs",
    "busy_times",
    "calendars_of",
    "every_event",
    "has_company_account",
    "is_bound",
    "job_words",
    "jobs_listed",
    "jobs_shown",
    "kinds_for",
    "lives",
    "midnight",
    "names_of_people",
    "paces",
    "page_of",
    "people",
    "queue_now",
    "recovery_codes_left",
    "second_factors",
    "verb_words",
    "with_second_factor",
]
