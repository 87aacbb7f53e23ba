"""Two referees on Amara, asked by Mara."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from core.models import OutboxMessage
from hiring.models import Candidacy
from question_bank.models import Criterion, Question
from references.models import Referee, RefereeLink, ReferenceCheck
from references.services import agree, record_consent, save_check, send_link, start_check
from tests.factories import RefereeFactory, ReferenceCheckFactory
from tests.factories.references import let_ask_number, let_link, reference_stage

SECRET = "/reference-links/"


@pytest.fixture
def remy(candidacy: Candidacy, mara: User) -> Referee:
    return RefereeFactory(candidacy=candidacy, name="Remy Roth", email="remy@example.net", added_by=mara)


@pytest.fixture
def lena(candidacy: Candidacy, mara: User) -> Referee:
    return RefereeFactory(candidacy=candidacy, name="Lena Lund", added_by=mara)


@pytest.fixture
def check(remy: Referee, mara: User) -> ReferenceCheck:
    """Remy is on the phone and agrees."""
    check = start_check(referee=remy, by=mara)
    record_consent(referee=remy, of="referee", how="On the phone", by=mara)
    return check


@pytest.fixture
def finished(lena: Referee) -> ReferenceCheck:
    """Lena has been heard; everything is rated 3."""
    return ReferenceCheckFactory(referee=lena, finished=True)


@pytest.fixture
def question(candidacy: Candidacy) -> Question:
    return reference_stage(candidacy).questions.earliest("position")


@pytest.fixture
def numbered(candidacy: Candidacy) -> Question:
    """The second question asks for a number."""
    question = reference_stage(candidacy).questions.order_by("position")[1]
    return let_ask_number(question)


@pytest.fixture
def criteria(candidacy: Candidacy) -> list[Criterion]:
    placements: Any = reference_stage(candidacy).placements.order_by("position").select_related("criterion")
    return [placement.criterion for placement in placements]


@pytest.fixture
def save(mara: User) -> Callable[..., Any]:
    """Save changes as ``save(check, {…})``; each save is the next one of its tab and knows the newest revision."""
    seq = iter(range(1, 1000))

    def saved(check: ReferenceCheck, changes: Any, *, by: User = mara, base: int | None = None, tab: str = "a") -> Any:
        check.refresh_from_db(fields=["revision"])
        known = check.revision if base is None else base
        return save_check(check=check, changes=changes, base_revision=known, client_id=tab, seq=next(seq), by=by)

    return saved


@pytest.fixture
def link(remy: Referee, mara: User) -> RefereeLink:
    """Remy has a link, and nothing else has happened."""
    let_link(remy.candidacy)
    return send_link(referee=remy, by=mara)


@pytest.fixture
def token(link: RefereeLink) -> str:
    """The secret that stands in the mail."""
    return token_in_mail()


@pytest.fixture
def begun(token: str) -> ReferenceCheck:
    """Remy agrees and may write."""
    return agree(token=token)


def token_in_mail(number: int = -1) -> str:
    """The secret of the link in a mail to a referee: the last one, or another by its place."""
    texts = [text for text in OutboxMessage.objects.order_by("pk").values_list("text", flat=True) if SECRET in text]
    return texts[number].split(SECRET)[1].split("/")[0]
