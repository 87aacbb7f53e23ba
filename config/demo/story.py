"""Reads the demonstration's files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from ruamel.yaml import YAML

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"
SHARED = "outcomes"


def read(name: str) -> dict[str, Any]:
    """The content of ``fixtures/demo/<name>.yaml``."""
    return YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


class Words:
    """What the interviewers of the story write."""

    def __init__(self) -> None:
        self.evidence_texts = read("evidence")
        self.note_texts = read("notes")

    def evidence(self, stage: str, criterion: str, level: int) -> str:
        """The evidence for ``level`` on a criterion, as written in the stage with this key."""
        texts = self.evidence_texts.get(stage, {}).get(criterion) or self.evidence_texts[SHARED].get(criterion, {})
        if level in texts:
            return texts[level]
        if not level:
            return "We did not get to this in the time we had."
        return "Asked twice and got a general answer without an example of their own work."

    def notes(self, stage: str) -> dict[str, str]:
        """What was noted per question key of a stage; a work sample has none."""
        return self.note_texts.get(stage, {})
