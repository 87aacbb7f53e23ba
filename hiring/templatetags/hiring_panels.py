"""What hiring shows on pages that several apps fill: ``{% load hiring_panels %}``."""

from django import template

from core.todo import Todo
from hiring import queries
from hiring.models import Interview

register = template.Library()


@register.simple_tag(takes_context=True)
def hiring_todos(context: template.Context) -> list[Todo]:
    """The reader's interviews, and candidacies that wait for them to plan or decide."""
    return queries.todos(context["request"].user)


@register.filter
def lower_first(words: str) -> str:
    """The words with a small first letter, to go on a sentence."""
    return words[:1].lower() + words[1:]


@register.simple_tag(takes_context=True)
def next_interview(context: template.Context) -> Interview | None:
    """The reader's next appointment, for a page on which nothing is owed."""
    return queries.next_interview(context["request"].user)


@register.simple_tag(takes_context=True)
def work_of(context: template.Context, interview: Interview) -> queries.Work | None:
    """The work sample handed in for ``interview``, as far as it is open to the reader."""
    return queries.work_of(interview, context["request"].user)
