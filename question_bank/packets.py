"""The guide as a book: one version's whole text, composed for print."""

from accounts.models import User
from core.documents import Document

from .models import Criterion, GuideStage, GuideVersion, Question
from .queries import guide_text

BOOK = "guide_book"


def may_read_book(user: User, version_uid: str) -> bool:
    """Whether ``user`` may read the version on its page."""
    return GuideVersion.objects.visible_to(user).filter(uid=version_uid).exists()


def book_scope(version_uid: str) -> str:
    """Nothing: a guide belongs to no candidacy."""
    return ""


def book(version_uid: str) -> Document:
    """Compose the book of a version, the same for whoever may read it (``may_read_book``). Seven queries."""
    version = GuideVersion.objects.select_related("guide", "published_by").get(uid=version_uid)
    text = guide_text(version)
    return Document(
        kind=BOOK,
        subject_uid=version.uid,
        title=str(version),
        template="question_bank/pdf/guide_book.html",
        context={**text, "size": _size(text["stages"]), "ours": _size(text["stages"], ours=True)},
    )


def _size(stages: list[GuideStage], *, ours: bool = False) -> str:
    """How many stages, questions and criteria there are, in words; or how many of them are ours, empty if none is."""

    def counts(stage: GuideStage, part: GuideStage | Question | Criterion) -> bool:
        return not ours or stage.ours or part.ours

    questions = [(stage, question) for stage in stages for question in stage.questions.all()]
    placed = [(stage, row.criterion) for stage in stages for row in stage.placements.all()]
    numbers = [
        (sum(counts(stage, stage) for stage in stages), "stage", "stages"),
        (sum(counts(stage, question) for stage, question in questions), "question", "questions"),
        (len({criterion.pk for stage, criterion in placed if counts(stage, criterion)}), "criterion", "criteria"),
    ]
    return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in numbers if number)
