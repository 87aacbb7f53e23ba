"""Writing the index that questions are found by. Called by ``guides`` and ``bank`` inside their transactions."""

from collections.abc import Iterable

from question_bank.models import (
    BankQuestion,
    Guide,
    Question,
    QuestionIndex,
    facet,
    fingerprint_of,
    in_text,
    words_of,
)

CHUNK = 500


def index_guide(guide: Guide) -> None:
    """Make the index hold the questions that are in use of ``guide``, and none of its others."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    entries = QuestionIndex.objects.filter(question__stage__version__guide=guide)
    before = set(entries.values_list("fingerprint", flat=True))
    entries.delete()
    questions = Question.objects.in_use().filter(stage__version__guide=guide).order_by("pk")
    asked = questions.select_related("stage__version__guide").prefetch_related("competencies__competency")
    rows = [_of_guide(question) for question in asked]
    QuestionIndex.objects.bulk_create(rows, batch_size=CHUNK)
    _place_again(before ^ {row.fingerprint for row in rows})


def index_bank_questions(questions: Iterable[BankQuestion]) -> None:
    """Make the index hold those of ``questions`` that stand, as they are now, and none that is retired."""
    every = list(questions)
    for at in range(0, len(every), CHUNK):
        part = every[at : at + CHUNK]
        QuestionIndex.objects.filter(bank_question__in=part).delete()
        standing = [question for question in part if question.retired_at is None]
        prints = {question.fingerprint for question in standing}
        in_guides = set(
            QuestionIndex.objects.filter(fingerprint__in=prints, bank_question=None).values_list(
                "fingerprint", flat=True
            )
        )
        QuestionIndex.objects.bulk_create(
            _of_bank(question, alone=question.fingerprint not in in_guides) for question in standing
        )


def _place_again(fingerprints: set[str]) -> None:
    """Say anew of the bank's questions with these words whether a guide asks them too."""
    every = sorted(fingerprints)
    for at in range(0, len(every), CHUNK):
        same = BankQuestion.objects.standing().filter(fingerprint__in=every[at : at + CHUNK])
        index_bank_questions(same.select_related("owner").prefetch_related("competencies"))


def _of_guide(question: Question) -> QuestionIndex:
    competencies = list(question.competencies.all())
    facets = [
        facet("where", "guide"),
        facet("guide", question.stage.version.guide.key),
        facet("kind", question.stage.kind),
        *(facet("competency", row.competency.key) for row in competencies),
    ]
    return _row(question, facets, question=question, competencies=[row.name for row in competencies])


def _of_bank(question: BankQuestion, *, alone: bool) -> QuestionIndex:
    """``alone``: no guide in use asks the same."""
    competencies = sorted(question.competencies.all(), key=lambda row: (row.name, row.pk))
    facets = [
        *(facet("where", "bank") for _ in [alone] if alone),
        facet("owner", question.owner.uid),
        *(facet("competency", row.key) for row in competencies),
    ]
    return _row(question, facets, bank_question=question, competencies=[row.name for row in competencies])


def _row(said: Question | BankQuestion, facets: list[str], **fields: object) -> QuestionIndex:
    text = words_of(said.text)
    beside = words_of(" ".join([*said.areas, *said.follow_ups, said.guidance]))
    own = [
        facet("type", said.type),
        *(facet("level", level) for level in [said.level] if level),
        *(facet("tag", tag) for tag in said.tags),
    ]
    marks = " ".join(dict.fromkeys([*text, *beside, *map(in_text, text), *facets, *own]))
    return QuestionIndex(text=" ".join(text), marks=marks, fingerprint=fingerprint_of(said.text), **fields)
