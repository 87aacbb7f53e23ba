"""Every text that a draft was begun with is written."""

from typing import Any

from ..draft import Draft
from .finding import Finding

PARTS = {
    "job_description": "job-description",
    "profile": "profile",
    "criteria": "outcomes",
    "preparation": "preparation",
}


def unwritten_at(draft: Draft, path: str) -> Finding:
    """Return the error for the text at ``path`` of ``draft``, which is not written yet."""
    steps = path.split(".")
    here: Any = draft
    named: list[str] = []
    at: list[str | int] = []
    anchor = PARTS.get(steps[0], steps[0].replace("_", "-"))
    for step in steps:
        if isinstance(here, list):
            position = next(index for index, item in enumerate(here) if item["id"] == step)
            here = here[position]
            at.append(position)
            named.append(f"“{here.get('name') or here.get('title') or here.get('text') or step}”")
            anchor = _anchor(steps[:-1], here, anchor)
        else:
            here = here.get(step) if isinstance(here, dict) else None
            at.append(step)
    what = f"level {steps[-1]}" if "levels" in steps else steps[-1].replace("_", " ")
    inside = f" of {', '.join(named)}" if named else f" of the {steps[0].replace('_', ' ')}"
    return Finding.error("unwritten", tuple(at), anchor, f"{what.capitalize()}{inside} is not written yet.")


def _anchor(steps: list[str], item: dict[str, Any], so_far: str) -> str:
    kind = {"stages": "stage", "criteria": "criterion", "competencies": "competency"}.get(steps[0])
    if "questions" in steps and so_far.startswith("stage-") and "type" in item:
        return f"question-{so_far.removeprefix('stage-')}-{item['key']}"
    if kind == "stage" and so_far.startswith(("stage-", "question-")):
        return so_far
    return f"{kind}-{item['key']}" if kind and "key" in item else so_far
