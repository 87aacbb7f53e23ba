"""Writing the index that questions are found by. Called by ``guides`` inside its transactions."""

from question_bank.models import Guide, Question, QuestionIndex, facet, in_text, words_of


def index_guide(guide: Guide) -> None:
    """Make the index hold the questions that are in use of ``guide``, and none of its others."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    QuestionIndex.objects.filter(question__stage__version__guide=guide).delete()
    questions = Question.objects.in_use().filter(stage__version__guide=guide).order_by("pk")
    rows = questions.select_related("stage__version__guide").prefetch_related("competencies__competency")
    QuestionIndex.objects.bulk_create([_row(question) for question in rows], batch_size=500)


def _row(question: Question) -> QuestionIndex:
    text = words_of(question.text)
    beside = words_of(" ".join([*question.areas, *question.follow_ups, question.guidance]))
    marks = [*text, *beside, *map(in_text, text), *_facets(question)]
    return QuestionIndex(question=question, text=" ".join(text), marks=" ".join(dict.fromkeys(marks)))


def _facets(question: Question) -> list[str]:
    return [
        facet("guide", question.stage.version.guide.key),
        facet("kind", question.stage.kind),
        facet("type", question.type),
        *(facet("level", level) for level in [question.level] if level),
        *(facet("tag", tag) for tag in question.tags),
        *(facet("competency", row.competency.key) for row in question.competencies.all()),
    ]
