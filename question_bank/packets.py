"""The guide as a book, and the blank kit of one of its stages: a version's text, composed for print."""

from typing import Any

from accounts.models import User
from core.documents import Document

from .guide_format import WrittenCriterion
from .guide_format.document import Question, Stage
from .models import RECOMMENDATIONS, GuideVersion, QuestionType
from .queries import GuideText, document_of, guide_text
from .queries.content import CriterionText
from .wording import say_all

BOOK = "guide_book"
STAGE_KIT = "guide_stage_kit"
# Millimetres of a page that the notes of a question may fill, below the running head.
FREE = {"a4": 232, "letter": 214}


def may_read_book(user: User, version_uid: str) -> bool:
    """Whether ``user`` may read the version on its page."""
    return GuideVersion.objects.visible_to(user).filter(uid=version_uid).exists()


def book_scope(version_uid: str) -> str:
    """Nothing: a guide belongs to no candidacy."""
    return ""


def book(version_uid: str) -> Document:
    """Compose the book of a version, the same for whoever may read it (``may_read_book``). Seven queries."""
    version = GuideVersion.objects.select_related("guide", "published_by").get(uid=version_uid)
    context = guide_text(version)
    return Document(
        kind=BOOK,
        subject_uid=version.uid,
        title=str(version),
        template="question_bank/pdf/guide_book.html",
        context={**context, "size": _size(context["text"]), "ours": _size(context["text"], ours=True)},
    )


def may_read_stage_kit(user: User, version_uid: str, key: str) -> bool:
    """Whether ``user`` may read the version on its page."""
    return may_read_book(user, version_uid)


def stage_kit(version_uid: str, key: str, reader: User) -> Document:
    """Compose the kit of the stage ``key`` without a role or a candidate; what a role fills in stands in brackets.

    Seven queries. Raises ``StopIteration`` when the version has no such stage.
    """
    version = GuideVersion.objects.select_related("guide").get(uid=version_uid)
    text = GuideText(document_of(version))
    stage = next(row for row in text.stages if row.part.key == key)
    part = stage.part
    return Document(
        kind=STAGE_KIT,
        subject_uid=version.uid,
        title=f"{part.name}, blank kit",
        template="question_bank/pdf/stage_kit.html",
        context={
            "version": version,
            "stage": part,
            "directions": _said(part.directions.model_dump(exclude_none=True)),
            "share": _said(part.share or ""),
            "brief": _said(part.brief.model_dump(exclude_none=True)) if part.brief else {},
            "questions": [_question(row, number, reader.paper) for number, row in enumerate(part.questions, 1)],
            "criteria": [_criterion(row) for row in [*stage.criteria, *stage.shared]],
            "asks_recommendation": part.recommendation,
            "recommendations": RECOMMENDATIONS.items(),
        },
        detail=key,
    )


def _said(part: Any) -> Any:
    return say_all(part, values={})


def _question(part: Question, number: int, paper: str) -> dict[str, Any]:
    texts = _said(part.model_dump(include={"text", "areas", "follow_ups", "guidance"}))
    texts["guidance"] = texts["guidance"] or ""
    return texts | {
        "minutes": part.minutes,
        "type": QuestionType(part.type).label,
        "rated": part.rated,
        "lines": lines_below(**texts, first=number == 1, paper=paper),
    }


def _criterion(row: CriterionText) -> dict[str, Any]:
    return {"name": row.part.name, "competency": row.competency, "levels": list(enumerate(row.levels))}


def lines_below(text: str, areas: list[str], follow_ups: list[str], guidance: str, *, first: bool, paper: str) -> int:
    """How many lines for notes fill the page below a question; the first shares its page with the words to share.

    Estimated in millimetres from the length of its texts.
    """
    rows = max(sum(1 + len(line) // 46 for line in part) for part in (areas, follow_ups))
    used = 40 + 6 * rows + 7 * (len(text) // 80) + 5 * (len(guidance) // 100)
    free = (FREE[paper] - 82 if first else FREE[paper]) - used
    return max(4, min(14, free // 16 * 2))


def _size(text: GuideText, *, ours: bool = False) -> str:
    """How many stages, questions and criteria there are, in words; or how many of them are ours, empty if none is."""

    def counts(stage: Stage, part: Stage | Question | WrittenCriterion) -> bool:
        return not ours or stage.ours or part.ours

    stages = text.guide.stages
    placed = [(row.part, criterion.part) for row in text.stages for criterion in [*row.criteria, *row.shared]]
    numbers = [
        (sum(counts(stage, stage) for stage in stages), "stage", "stages"),
        (sum(counts(stage, question) for stage in stages for question in stage.questions), "question", "questions"),
        (len({criterion.key for stage, criterion in placed if counts(stage, criterion)}), "criterion", "criteria"),
    ]
    return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in numbers if number)
