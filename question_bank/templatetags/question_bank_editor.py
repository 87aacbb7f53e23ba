"""The fields of the guide editor: ``{% load question_bank_editor %}``."""

from typing import Any

from django import template

from question_bank.models import NumberScale, QuestionLevel, QuestionType, StageKind
from question_bank.queries.editor import Editor, Node

register = template.Library()

CHOICES = {
    "kind": StageKind.choices,
    "type": QuestionType.choices,
    "level": [("", "Everybody"), *QuestionLevel.choices],
    "scale": [("", "Words"), *NumberScale.choices],
}


@register.inclusion_tag("question_bank/_edit_field.html", takes_context=True)
def edit(
    context: template.Context,
    node: Node,
    name: str,
    label: str,
    kind: str = "text",
    *,
    options: list[tuple[str, str]] | None = None,
    help: str = "",
    rows: int = 2,
    hide_label: bool = False,
    placeholder: str = "",
) -> dict[str, Any]:
    """A field for what stands at ``name`` in ``node``.

    ``kind``: line, text, lines (a list of texts, one a line), pairs (names with texts), number, minutes (a range),
    check, choice or many (both of ``options``).
    """
    path = f"{node.path}.{name}" if node.path else name
    value = context["typed"].get(path, shown(node.get(name), kind))
    return {
        "path": path,
        "value": value,
        "label": label,
        "kind": kind,
        "options": [(key, words) for key, words in options or CHOICES.get(name, [])],
        "help": help,
        "rows": rows,
        "hide_label": hide_label,
        "placeholder": placeholder,
        "error": context["refused"].get(path, ""),
    }


def shown(value: Any, kind: str) -> Any:
    """Return a value as its field holds it."""
    if kind == "lines":
        return "\n".join(" ".join(item.split()) for item in value or [])
    if kind == "pairs":
        return "\n".join(f"{name}: {text}" for name, text in (value or {}).items())
    if kind in ("many", "minutes", "check"):
        return value
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else value


@register.simple_tag
def placed(editor: Editor, stage: Node) -> list[tuple[Node, Node, bool]]:
    """The places on a stage's scorecard: ``{% placed editor stage as places %}``."""
    return list(editor.placed(stage))


@register.simple_tag
def unplaced(editor: Editor, stage: Node) -> list[Node]:
    """The criteria that a stage's scorecard could take: ``{% unplaced editor stage as others %}``."""
    return editor.unplaced(stage)


@register.filter
def level_field(node: Node) -> Node:
    """The levels of a criterion, as something that has fields."""
    return Node(f"{node.path}.levels", node.value.get("levels", {}))
