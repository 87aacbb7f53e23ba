"""Two referees on Amara, asked by Mara."""

from typing import Any

import pytest

from accounts.models import User
from hiring.models import Candidacy
from question_bank.models import Criterion, Question
from references.models import Referee, ReferenceCheck
from references.services import start_check
from tests.factories import RefereeFactory, ReferenceCheckFactory
from tests.factories.references import reference_stage


@pytest.fixture
def remy(candidacy: Candidacy, mara: User) -> Referee:
    return RefereeFactory(candidacy=candidacy, name="Remy Roth", added_by=mara)


@pytest.fixture
def lena(candidacy: Candidacy, mara: User) -> Referee:
    return RefereeFactory(candidacy=candidacy, name="Lena Lund", added_by=mara)


@pytest.fixture
def check(remy: Referee, mara: User) -> ReferenceCheck:
    return start_check(referee=remy, by=mara)


@pytest.fixture
def finished(lena: Referee) -> ReferenceCheck:
    """Lena has been heard; everything is rated 3."""
    return ReferenceCheckFactory(referee=lena, finished=True)


@pytest.fixture
def question(candidacy: Candidacy) -> Question:
    return reference_stage(candidacy).questions.earliest("position")


@pytest.fixture
def criteria(candidacy: Candidacy) -> list[Criterion]:
    placements: Any = reference_stage(candidacy).placements.order_by("position").select_related("criterion")
    return [placement.criterion for placement in placements]
