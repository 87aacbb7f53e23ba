"""Words for the audit trail: ``{% load accounts_words %}``."""

from django import template

from accounts.queries import verb_words

register = template.Library()
register.filter(verb_words)


@register.filter
def object_words(object_type: str) -> str:
    """``accounts.user`` becomes ``Person``, ``hiring.candidacy`` becomes ``Candidacy``."""
    name = object_type.rsplit(".", 1)[-1]
    return {"user": "Person"}.get(name, name.capitalize())


@register.filter
def fact_words(value: object) -> str:
    """A fact as a person reads it: lists with commas, yes and no, "none" for nothing."""
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(fact_words, value)) if isinstance(value, list) else str(value).replace("_", " ")
