"""The cells of a large matrix, and the same cells as grounds of a decision: ``{% load debriefs_matrix %}``.

Written in Python, since a template for each of a thousand cells takes most of the time of the page.
"""

from collections.abc import Collection

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scorecards.queries import Cell, Row

from ..queries import GroundGroup, GroundOption

register = template.Library()

CHIP = (
    '<span class="level level-{level}{size}"><span aria-hidden="true">{sign}</span>'
    '<span class="visually-hidden">{words}</span></span>'
)
CELL = (
    '<td class="matrix-cell"><a class="matrix-link" href="?step=evidence{by}&amp;cell={key}#evidence"'
    ' hx-get="?step=evidence&amp;cell={key}" hx-target="#evidence" data-cell{current}>'
    '<span class="visually-hidden">{who}, {what}: </span>{chip}</a>{revised}</td>'
)
GROUND = (
    '<li><label class="debrief-ground"><input type="checkbox" name="grounds" value="{key}"{checked}> {chip} '
    '<span><strong>{who}</strong> <span class="quiet">{what}</span>{evidence}</span></label></li>'
)
NOT_ASKED = mark_safe('<td class="matrix-cell"><span class="visually-hidden">not asked</span></td>')
HOLE_SIGN = "\N{EN DASH}"
PLAIN, IN_CELL = "", " level-cell"
LEVELS = {
    (level, size): format_html(CHIP, level=level, size=size, sign=level, words=f"Level {level} of 4")
    for level in range(1, 5)
    for size in (PLAIN, IN_CELL)
}
HOLE = "Level 0, not enough information"


@register.simple_tag
def matrix_cells(row: Row, cells: list[Cell | None], opened: tuple[Row, Cell] | None, by: str = "") -> SafeString:
    """``cells`` of ``row``, each a link to its evidence; ``opened`` is the one whose evidence is shown beside.

    None stands for whoever was not asked. ``by``: how the page groups its rows.
    """
    shown = opened[1] if opened and opened[0].criterion.pk == row.criterion.pk else None
    same = {"what": conditional_escape(row.criterion.name), "by": format_html("&amp;by={}", by) if by else ""}
    parts = [_cell(cell, row.criterion.uid, same, cell is shown) for cell in cells]
    return mark_safe("".join(parts))  # noqa: S308  escaped above and below


def _cell(cell: Cell | None, uid: str, same: dict[str, str], is_shown: bool) -> str:
    """A cell of many, put together without looking at each safe part again as ``format_html`` does."""
    if cell is None:
        return NOT_ASKED
    return CELL.format(
        key=f"{cell.column.scorecard.uid}.{uid}",
        current=' aria-current="true"' if is_shown else "",
        who=conditional_escape(cell.column.name),
        chip=_chip(cell, IN_CELL),
        revised=_revised(cell.revised),
        **same,
    )


@register.simple_tag
def open_if_chosen(group: GroundGroup, chosen: Collection[str]) -> str:
    """The attribute that keeps the ratings of a criterion in sight of which one is ticked."""
    return mark_safe(" open") if any(option.key in chosen for option in group.options) else ""


@register.simple_tag
def ground_options(group: GroundGroup, chosen: Collection[str]) -> SafeString:
    """The ratings of one criterion to tick, those whose keys are ``chosen`` ticked."""
    return format_html_join("", GROUND, (_ground(option, option.key in chosen) for option in group.options))


def _ground(option: GroundOption, is_chosen: bool) -> dict[str, str]:
    cell = option.cell
    return {
        "key": option.key,
        "checked": mark_safe(" checked") if is_chosen else "",
        "chip": _chip(cell, PLAIN),
        "who": cell.column.name,
        "what": cell.level_text,
        "evidence": format_html('<span class="debrief-ground-evidence">{}</span>', cell.evidence)
        if cell.evidence
        else "",
    }


def _chip(cell: Cell, size: str) -> SafeString:
    """What was rated, as ``components/level.html`` shows it."""
    if cell.level:
        return LEVELS[cell.level, size]
    words = HOLE if cell.level == 0 else cell.level_text or "Not rated"
    return format_html(CHIP, level=0, size=size, sign=HOLE_SIGN, words=words)


def _revised(level: int | None) -> SafeString | str:
    return "" if level is None else format_html('<span class="matrix-revised">now {}</span>', level or HOLE_SIGN)
