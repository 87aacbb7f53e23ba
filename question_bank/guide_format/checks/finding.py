"""One thing that a check found."""

import hashlib
from dataclasses import dataclass
from typing import Self

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Which check found it, the part's path in the file, its id on the version's page, and a sentence.

    A check finds at most one thing at one place. ``blocks``: an error, not a warning.
    """

    check: str
    path: Path
    anchor: str
    reason: str
    blocks: bool

    @classmethod
    def error(cls, check: str, path: Path, anchor: str, reason: str) -> Self:
        """What keeps the version from being published."""
        return cls(check, path, anchor, reason, blocks=True)

    @classmethod
    def warning(cls, check: str, path: Path, anchor: str, reason: str) -> Self:
        """What wants a tick and a reason."""
        return cls(check, path, anchor, reason, blocks=False)

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits for exactly this sentence at this place: a tick counts for nothing else."""
        return hashlib.sha256("\n".join((self.check, self.anchor, self.reason)).encode()).hexdigest()[:12]
