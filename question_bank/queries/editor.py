"""A draft as its editor shows it: the parts of the page, each item with its path, and what was done lately."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..guide_format import Draft, GuideDocument
from ..guide_format.checks import Finding
from ..guide_format.editing.places import NotThere, place_at
from ..models import DraftEdit, GuideVersion
from .lists import QuestionLine, question_lines
from .similar import similar_questions

CHAPTERS = {
    "about": "About this guide",
    "job": "Job description",
    "profile": "Ideal candidate",
    "criteria": "Shared criteria",
    "preparation": "The candidate’s preparation",  # noqa: RUF001
    "faq": "Questions and answers",
}
BEFORE_STAGES = ("about", "job", "profile", "criteria")
LATEST = 20
MOST_SIMILAR = 3


@dataclass(frozen=True)
class Node:
    """A part of a draft with its path: ``node["questions"]`` gives nodes for items, values for everything else."""

    path: str
    value: dict[str, Any]
    number: int = 1
    count: int = 1

    def __getitem__(self, name: str) -> Any:
        path = f"{self.path}.{name}" if self.path else name
        value = self.value.get(name)
        try:
            place = place_at(path)
        except NotThere:
            raise KeyError(name) from None
        if place.is_list:
            rows = value or []
            return [Node(f"{path}.{row['id']}", row, number, len(rows)) for number, row in enumerate(rows, 1)]
        if place.model and name != "minutes":
            return Node(path, value or {})
        return value

    def get(self, name: str) -> Any:
        """Return the value at ``name``, or what the format takes in its place."""
        if name in self.value:
            return self.value[name]
        model = place_at(self.path).model if self.path else GuideDocument
        known = model.model_fields.get(name) if model else None
        return None if known is None or known.is_required() else known.get_default()

    @property
    def after(self) -> int:
        """The position behind this one in its list, from 0."""
        return self.number

    @property
    def before(self) -> int:
        """The position before this one, from 0."""
        return self.number - 2


@dataclass(frozen=True)
class EditorPart:
    """One entry of the outline. ``key`` names it in the address; ``stage``: the stage that it is, if it is one."""

    key: str
    name: str
    stage: Node | None = None


@dataclass(frozen=True)
class Act:
    """What one person did at once. ``undone``: it was taken back since."""

    edits: list[DraftEdit]
    undone: bool
    where: str

    @property
    def first(self) -> DraftEdit:
        return self.edits[0]


@dataclass(frozen=True)
class Editor:
    """All that the editor of ``version`` needs to know of its draft."""

    version: GuideVersion
    draft: Draft

    @property
    def root(self) -> Node:
        return Node("", self.draft)

    @property
    def parts(self) -> list[EditorPart]:
        stages = [EditorPart(f"stage-{n.value['id']}", n.value["name"] or "New stage", n) for n in self.root["stages"]]
        before = [EditorPart(key, CHAPTERS[key]) for key in BEFORE_STAGES]
        return [*before, *stages, *(EditorPart(key, CHAPTERS[key]) for key in CHAPTERS if key not in BEFORE_STAGES)]

    def part(self, key: str) -> EditorPart:
        """Return the part with this key; the first one for a key that there is not."""
        return next((part for part in self.parts if part.key == key), self.parts[0])

    def key_of(self, finding: Finding) -> str:
        """Return the key of the part where ``finding`` is mended."""
        first, *rest = finding.path or ("about",)
        if first == "stages" and rest:
            return f"stage-{self.draft['stages'][int(rest[0])]['id']}"
        names = {"job_description": "job", "profile": "profile", "criteria": "criteria", "preparation": "preparation"}
        key = names.get(str(first), str(first))
        placed = [stage["id"] for stage in self.draft["stages"] if self._holds(stage, finding.anchor)]
        if key == "criteria" and len(placed) == 1:
            return f"stage-{placed[0]}"
        return key if key in CHAPTERS else "about"

    @staticmethod
    def _holds(stage: dict[str, Any], anchor: str) -> bool:
        return anchor in {f"criterion-{row['use']}" for row in stage.get("criteria", [])}

    @property
    def uses(self) -> Counter[str]:
        """On how many scorecards each criterion stands, by key."""
        return Counter(row["use"] for stage in self.draft["stages"] for row in stage.get("criteria", []))

    @property
    def criteria(self) -> dict[str, Node]:
        return {node.value["key"]: node for node in self.root["criteria"]}

    @property
    def shared(self) -> list[Node]:
        """The criteria on several scorecards, or on none yet."""
        uses = self.uses
        return [node for key, node in self.criteria.items() if uses[key] != 1]

    def placed(self, stage: Node) -> Iterator[tuple[Node, Node, bool]]:
        """Yield the places on the stage's scorecard with their criteria, and whether others have them too."""
        criteria, uses = self.criteria, self.uses
        for place in stage["criteria"]:
            yield place, criteria[place.value["use"]], uses[place.value["use"]] > 1

    def unplaced(self, stage: Node) -> list[Node]:
        """The criteria that do not stand on the stage's scorecard yet."""
        here = {row["use"] for row in stage.value.get("criteria", [])}
        return [node for key, node in self.criteria.items() if key not in here]

    @property
    def competencies(self) -> list[tuple[str, str]]:
        return [(row["key"], row["name"]) for row in self.draft["profile"]["competencies"]]

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(row["key"], row["name"]) for row in self.draft["profile"].get("outcomes", [])]

    @property
    def purposes(self) -> list[tuple[str, str]]:
        """The duties and outcomes that competencies serve."""
        duties = (self.draft.get("job_description") or {}).get("duties", [])
        return [*((row["key"], row["text"]) for row in duties), *self.outcomes]

    def where(self, path: str) -> str:
        """Return in words where a path leads, as far as the draft still has it."""
        here: Any = self.draft
        names = []
        for step in path.split("."):
            if isinstance(here, list):
                here = next((item for item in here if isinstance(item, dict) and item["id"] == step), {})
                names += [here.get("name") or here.get("title") or here.get("text") or here.get("use") or ""]
            else:
                here = here.get(step) if isinstance(here, dict) else None
                names += [] if step in {"stages", "questions", "criteria", "profile"} else [step.replace("_", " ")]
        return " / ".join(name for name in names if name)


def latest_acts(editor: Editor) -> list[Act]:
    """Return the latest acts on the draft, the newest first. One query."""
    rows = list(editor.version.edits.select_related("by").order_by("-number", "place")[: LATEST * 3])
    undone = {row.undoes for row in rows}
    acts = [
        Act(edits := list(group), number in undone, editor.where(edits[0].path))
        for number, group in groupby(rows, key=lambda row: row.number)
    ]
    return acts[:LATEST]


def similar_to(editor: Editor, text: str, path: str) -> list[QuestionLine]:
    """Return the questions in use that are most like ``text``, which is being written into the question at ``path``.

    Without that question as it stands in the version in use; ``path`` may be that of a list, for a new one. Three
    queries.
    """
    own = _keys_at(editor.draft, path)
    lines = question_lines(similar_questions(text, limit=MOST_SIMILAR + 1))
    return [line for line in lines if not own or _keys_of(line, editor.version) != own][:MOST_SIMILAR]


def _keys_at(draft: Draft, path: str) -> tuple[str, str] | None:
    """The keys of the stage and the question that ``path`` leads to."""
    for stage in draft.get("stages", []):
        for question in stage.get("questions", []):
            if path == f"stages.{stage['id']}.questions.{question['id']}":
                return stage["key"], question["key"]
    return None


def _keys_of(line: QuestionLine, version: GuideVersion) -> tuple[str, str] | None:
    stage = line.question.stage if line.question else None
    return (stage.key, line.said.key) if stage and stage.version.guide_id == version.guide_id else None
