"""What is wrong with a guide file, by line."""

from dataclasses import dataclass

from core.errors import Refused


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: the line (counted from 1) and the reason in plain words."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class GuideFileError(Refused):
    """A guide file cannot be read. ``name`` is the file's name, ``problems`` are sorted by line."""

    MOST = 50

    def __init__(self, name: str, problems: list[Problem]) -> None:
        """Take the file's name and at least one problem; the first fifty are kept."""
        found = sorted(set(problems))
        self.name = name
        self.problems = found[: self.MOST]
        self.more = len(found) - len(self.problems)
        lines = [f"{name}, {problem}" for problem in self.problems]
        if self.more:
            lines.append(f"{name}: and {self.more} more problems")
        super().__init__("\n".join(lines), field="text")
