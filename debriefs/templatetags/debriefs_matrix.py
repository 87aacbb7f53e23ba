"""The cells of a large matrix: ``{% load debriefs_matrix %}``.

Written in Python, since a template for each of a thousand cells takes most of the time of the page.
"""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from scorecards.queries import Cell, Row

register = template.Library()

CHIP = (
    '<span class="level level-{level} level-cell"><span aria-hidden="true">{sign}</span>'
    '<span class="visually-hidden">{words}</span></span>'
)
CELL = (
    '<td class="matrix-cell"><a class="matrix-link" href="?step=evidence{by}&amp;cell={key}#evidence"'
    ' hx-get="?step=evidence&amp;cell={key}" hx-target="#evidence" data-cell{current}>'
    '<span class="visually-hidden">{who}, {what}: </span>{chip}</a>{revised}</td>'
)
NOT_ASKED = mark_safe('<td class="matrix-cell"><span class="visually-hidden">not asked</span></td>')
HOLE_SIGN = "\N{EN DASH}"
LEVELS = {level: format_html(CHIP, level=level, sign=level, words=f"Level {level} of 4") for level in range(1, 5)}
HOLE = format_html(CHIP, level=0, sign=HOLE_SIGN, words="Level 0, not enough information")


@register.simple_tag
def matrix_cells(row: Row, cells: list[Cell | None], opened: tuple[Row, Cell] | None, by: str = "") -> SafeString:
    """``cells`` of ``row``, each a link to its evidence; ``opened`` is the one whose evidence is shown beside.

    None stands for whoever was not asked. ``by``: how the page groups its rows.
    """
    what, uid = conditional_escape(row.criterion.name), row.criterion.uid
    shown = opened[1] if opened and opened[0].criterion.pk == row.criterion.pk else None
    return mark_safe("".join(_cell(cell, what, uid, cell is shown, by) for cell in cells))  # noqa: S308  escaped below


def _cell(cell: Cell | None, what: str, uid: str, is_shown: bool, by: str) -> SafeString:
    if cell is None:
        return NOT_ASKED
    return format_html(
        CELL,
        key=f"{cell.column.scorecard.uid}.{uid}",
        by=format_html("&amp;by={}", by) if by else "",
        current=mark_safe(' aria-current="true"') if is_shown else "",
        who=cell.column.name,
        what=what,
        chip=_chip(cell),
        revised=_revised(cell.revised),
    )


def _chip(cell: Cell) -> SafeString:
    if cell.level is None:
        return format_html(CHIP, level=0, sign=HOLE_SIGN, words=cell.level_text or "Not rated")
    return LEVELS.get(cell.level, HOLE)


def _revised(level: int | None) -> SafeString | str:
    return "" if level is None else format_html('<span class="matrix-revised">now {}</span>', level or HOLE_SIGN)
