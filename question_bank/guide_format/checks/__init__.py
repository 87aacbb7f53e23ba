"""What is looked at before a guide version is published.

An error keeps it from being published: each question must come from the job, each scale must be anchored. A warning is
a question to the author, who may have a reason; publishing asks for it.
"""

from collections.abc import Iterable

from question_bank.words import WatchList, shipped

from ..document import GuideDocument
from . import competencies, criteria, protected, stages, whole
from .finding import Finding
from .unwritten import unwritten_at


def findings(document: GuideDocument, watched: WatchList | None = None) -> list[Finding]:
    """Return every error and warning, errors first; ``watched``: words to look for, else the product's list."""
    found = [
        *competencies.findings(document),
        *criteria.findings(document),
        *stages.findings(document),
        *whole.findings(document),
        *protected.findings(document, watched or shipped().watch_list),
    ]
    return sorted(found, key=lambda finding: not finding.blocks)


def errors(found: Iterable[Finding]) -> list[Finding]:
    """Return those that keep a version from being published."""
    return [finding for finding in found if finding.blocks]


def warnings(found: Iterable[Finding]) -> list[Finding]:
    """Return those that want a reason."""
    return [finding for finding in found if not finding.blocks]


__all__ = ["Finding", "errors", "findings", "unwritten_at", "warnings"]
