"""The files of a candidacy."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import Candidacy, Document


def documents_of(user: User, candidacy: Candidacy) -> list[Document]:
    """Return the documents of ``candidacy`` that ``user`` may open now, the newest first. One query."""
    return _DOCUMENTS.all(user.access_level, user=user.pk, candidacy=candidacy.pk, now=timezone.now())


def _documents(access_level: str, user: int, candidacy: int, now: datetime) -> QuerySet[Document]:
    rows = Document.objects.visible_to(any_reader(access_level, user), now=now).filter(candidacy=candidacy)
    return rows.select_related("work_sample__interview").order_by("-pk")


_DOCUMENTS = Statement(_documents, user=int, candidacy=int, now=datetime)
