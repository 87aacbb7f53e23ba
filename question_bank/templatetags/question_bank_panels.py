"""What the question bank shows on other pages: ``{% load question_bank_panels %}``."""

from django import template

from core.todo import Todo
from question_bank.queries import todos

register = template.Library()


@register.simple_tag(takes_context=True)
def guides_todos(context: template.Context) -> list[Todo]:
    """The drafts that wait for an admin: ``{% guides_todos as guides %}``; empty for everybody else."""
    return todos(context["request"].user)
