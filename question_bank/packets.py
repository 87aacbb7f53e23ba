"""The guide as a book: one version's whole text, composed for print."""

from accounts.models import User
from core.documents import Document

from .guide_format import WrittenCriterion
from .guide_format.document import Question, Stage
from .models import GuideVersion
from .queries import GuideText, guide_text

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
    context = guide_text(version)
    return Document(
        kind=BOOK,
        subject_uid=version.uid,
        title=str(version),
        template="question_bank/pdf/guide_book.html",
        context={**context, "size": _size(context["text"]), "ours": _size(context["text"], ours=True)},
    )


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
