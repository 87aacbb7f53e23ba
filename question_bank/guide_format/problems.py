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

    def __init__(self, name: str, problems: list[Problem]) -> None:
        """Take the file's name and at least one problem."""
        self.name = name
        self.problems = sorted(set(problems))
        super().__init__("\n".join(f"{name}, {problem}" for problem in self.problems), field="text")
