"""Words for the audit trail: ``{% load accounts_words %}``."""

import re
from datetime import datetime, timedelta

from django import template
from django.apps import apps
from django.utils import timezone

from accounts.queries import job_words, verb_words
from accounts.wording import as_text_file, device_name, in_groups
from core.models import Job
from core.templatetags.core_tags import local_time

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d\Z")

register = template.Library()
register.filter(verb_words)
register.filter(job_words)
register.filter(device_name)
register.filter(in_groups)
register.filter(as_text_file)


@register.filter
def object_words(object_type: str) -> str:
    """``accounts.user`` becomes ``Person``, ``question_bank.guideversion`` becomes ``Guide version``."""
    if object_type == "accounts.user":
        return "Person"
    try:
        name = str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        name = object_type.rsplit(".", 1)[-1]
    return name.capitalize()


@register.filter
def named(uid: str, names: dict[str, str]) -> str:
    """The name of the person with ``uid`` in ``names``; the uid itself of whatever is no person."""
    return names.get(uid, uid)


@register.filter
def taken(time: timedelta | None) -> str:
    """How long something took, as roughly as it matters: ``0.4 s``, ``12 s``, ``3 min``, ``2 h 5 min``, ``3 days``."""
    if time is None:
        return ""
    seconds = max(time.total_seconds(), 0)
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} days"


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago a moment was, in the same words."""
    return taken(timezone.now() - moment) if moment else ""


@register.filter
def of_job(found: dict[int, str], job: Job) -> str:
    """What ``found`` holds for a job, by its key."""
    return found.get(job.pk, "")


@register.filter
def fact_words(value: object, names: dict[str, str]) -> str:
    """A fact as a person reads it: lists with commas, yes and no, "none" for nothing, moments in the reader's zone.

    ``names``: of people by their uids.
    """
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(fact_words(each, names) for each in value)
    if isinstance(value, str) and MOMENT.match(value):
        return local_time(datetime.fromisoformat(value), "D j M Y, H:i")
    return names.get(str(value), str(value).replace("_", " "))
