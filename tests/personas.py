"""The people of the tests; the first letter says what they do.

Ada is an admin, Rosa a recruiter, Mara a hiring manager, Iris and Ivan interview, Stan is a member without a seat.
"""

import pytest

from accounts.models import User
from hiring.models import Candidacy, Interview, Panelist, Role, SeatKind

from .factories import CandidacyFactory, InterviewFactory, PanelistFactory, RoleFactory, UserFactory, seat


@pytest.fixture
def ada(db: None) -> User:
    return UserFactory(name="Ada Adler", email="ada@example.org", access_level="admin")


@pytest.fixture
def rosa(db: None) -> User:
    return UserFactory(name="Rosa Reyes", email="rosa@example.org", access_level="recruiter")


@pytest.fixture
def mara(db: None) -> User:
    return UserFactory(name="Mara Muñoz", email="mara@example.org")


@pytest.fixture
def iris(db: None) -> User:
    return UserFactory(name="Iris Ito", email="iris@example.org")


@pytest.fixture
def ivan(db: None) -> User:
    return UserFactory(name="Ivan Ivanov", email="ivan@example.org")


@pytest.fixture
def stan(db: None) -> User:
    return UserFactory(name="Stan Stone", email="stan@example.org")


@pytest.fixture
def role(rosa: User, mara: User, iris: User, ivan: User) -> Role:
    """An open role: Mara manages, Rosa recruits, Iris and Ivan interview."""
    role = RoleFactory()
    seat(role, mara, SeatKind.HIRING_MANAGER)
    seat(role, rosa, SeatKind.RECRUITER)
    seat(role, iris)
    seat(role, ivan)
    return role


@pytest.fixture
def candidacy(role: Role) -> Candidacy:
    """Amara in the technical stage of ``role``."""
    return CandidacyFactory(role=role, candidate__name="Amara Nwosu")


@pytest.fixture
def interview(candidacy: Candidacy) -> Interview:
    """The technical interview, with nobody on its panel yet."""
    return InterviewFactory(candidacy=candidacy)


@pytest.fixture
def iris_sits(interview: Interview, iris: User) -> Panelist:
    return PanelistFactory(interview=interview, user=iris)


@pytest.fixture
def ivan_sits(interview: Interview, ivan: User) -> Panelist:
    return PanelistFactory(interview=interview, user=ivan)
