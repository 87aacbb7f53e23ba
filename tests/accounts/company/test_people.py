"""Who comes in through the company, with which access level, and who stays out."""

from dataclasses import replace

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import Invitation, User
from accounts.services import deactivate_person, forget_company_account, invite_person
from core.models import AuditEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.slow


@pytest.fixture
def mapped(configured, settings):
    """The company's groups decide: runners are admins, hirers recruiters, staff members."""
    settings.COMPANY_SIGN_IN = replace(
        configured,
        admin_groups=frozenset({"runners"}),
        recruiter_groups=frozenset({"hirers", "talent"}),
        member_groups=frozenset({"staff"}),
    )


@pytest.fixture
def come(acme):
    """Come as somebody of the company; the person who is signed in then, or ``None``."""

    def go(subject: str) -> User | None:
        client = Client()
        go.answer = acme.come(client, subject)
        return User.objects.filter(pk=client.session.get("_auth_user_id")).first()

    return go


def trail(user: User) -> list[tuple[str, dict]]:
    return list(AuditEvent.objects.filter(object_uid=user.uid).order_by("pk").values_list("verb", "data"))


def assert_refused(answer, words: str) -> None:
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "access level admin" in answer.content.decode()


# --- Who is here already ---------------------------------------------------------------------------------------------


def test_the_first_time_by_a_confirmed_address_then_by_issuer_and_subject(acme, come, iris):
    acme.has("i1", email="Iris@Example.org")
    assert come("i1") == iris
    signed_in = ("person.signed_in", {"ways": ["socialaccount"]})
    assert trail(iris) == [("person.linked_to_company", {}), signed_in]
    acme.has("i1", email="iris.married@example.org", email_verified=False)
    assert come("i1") == iris
    assert trail(iris) == [("person.linked_to_company", {}), signed_in, signed_in]
    iris.refresh_from_db()
    assert iris.email == "iris@example.org"


@pytest.mark.parametrize("confirmed", [False, None, "false", 1, "yes"])
def test_an_address_that_is_not_confirmed_opens_nothing(acme, come, iris, confirmed):
    acme.has("i1", email="iris@example.org", email_verified=confirmed)
    assert come("i1") is None
    assert_refused(come.answer, "is confirmed")
    assert not SocialAccount.objects.exists()


def test_confirmed_as_a_word_counts(acme, come, iris):
    acme.has("i1", email="iris@example.org", email_verified="true")
    assert come("i1") == iris


def test_an_address_and_its_confirmation_come_from_one_source(acme, company, come, iris):
    acme.has("e1", email="eve@example.org")
    company.id_token_claims = {"email": "iris@example.org"}
    company.without_claims = {"email_verified"}
    assert come("e1") is None


def test_a_provider_that_never_confirms_can_be_trusted_by_a_setting(acme, come, iris, settings):
    settings.COMPANY_SIGN_IN = replace(settings.COMPANY_SIGN_IN, trusts_addresses=True)
    acme.has("i1", email="iris@example.org", email_verified=False)
    assert come("i1") is None
    del acme.company.people["i1"]["email_verified"]
    assert come("i1") == iris


@pytest.mark.parametrize("email", ["", "no address", f"{'i' * 60}@{'.'.join(['example'] * 30)}.org"])
def test_no_address_or_none_that_a_row_holds(acme, come, iris, mapped, email):
    acme.has("i1", email=email, groups=["staff"])
    assert come("i1") is None
    assert_refused(come.answer, "is confirmed")


# Kelvin's K, a dotless i, a long s: equal to plain letters in one case or the other.
@pytest.mark.parametrize("lookalike", ["\u212aisa", "k\u0131sa", "ki\u017fa", "kisa\0", "ki sa"])
def test_an_address_that_only_looks_like_theirs_is_not_theirs(acme, come, mapped, lookalike):
    kisa = UserFactory(email="kisa@example.org")
    acme.has("e1", email=f"{lookalike}@example.org", groups=["staff"])
    assert come("e1") != kisa
    assert not SocialAccount.objects.filter(user=kisa).exists()


def test_an_address_given_to_somebody_new_does_not_open_the_earlier_account(acme, come, iris):
    acme.has("i1", email="iris@example.org")
    acme.has("i2", email="iris@example.org")
    assert come("i1") == iris
    assert come("i2") is None
    assert_refused(come.answer, "another account")
    assert come("i1") == iris


def test_an_admin_forgets_a_link_that_ends_the_sessions_of_its_account(acme, come, iris, ada, client):
    acme.has("i1", email="iris@example.org")
    acme.has("i2", email="iris@example.org")
    theirs = Client()
    acme.come(theirs, "i1")
    client.force_login(ada)
    assert "Forget the link" in client.get(f"/people/{iris.uid}/").content.decode()
    answer = client.post(f"/people/{iris.uid}/forget-company-account/", follow=True)
    assert "is signed out" in answer.content.decode()
    assert "Forget the link" not in answer.content.decode()
    assert theirs.get("/preferences/").status_code == 302
    assert come("i2") == iris
    assert come("i1") is None
    assert [verb for verb, _ in trail(iris)] == [
        "person.linked_to_company",
        "person.signed_in",
        "person.unlinked_from_company",
        "person.linked_to_company",
        "person.signed_in",
    ]


def test_forgetting_a_link_that_is_not_there_changes_nothing(ada, iris):
    forget_company_account(person=iris, by=ada)
    iris.refresh_from_db()
    assert (iris.session_epoch, trail(iris)) == (0, [])


def test_the_same_subject_of_another_issuer_is_somebody_else(acme, come, iris, ivan):
    SocialAccount.objects.create(user=ivan, provider="https://earlier.example", uid="i1")
    acme.has("i1", email="iris@example.org")
    assert come("i1") == iris


def test_who_was_invited_has_joined(acme, come, ada):
    nora = invite_person(email="nora@example.org", name="Nora New", access_level="recruiter", by=ada)
    acme.has("n1", email="nora@example.org")
    assert come("n1") == nora
    assert Invitation.objects.get(user=nora).accepted_at is not None
    assert [verb for verb, _ in trail(nora)] == [
        "person.invited",
        "person.linked_to_company",
        "person.joined",
        "person.signed_in",
    ]
    nora.refresh_from_db()
    assert nora.access_level == "recruiter"
    assert not nora.has_usable_password()


def test_a_password_that_is_there_stays(acme, come, iris):
    acme.has("i1", email="iris@example.org")
    come("i1")
    before = iris.password
    iris.refresh_from_db()
    assert iris.password == before


# --- Who stays out ---------------------------------------------------------------------------------------------------


def test_a_stranger_is_told_whom_to_ask(acme, come, db):
    acme.has("s1", email="sam@example.org", groups=["staff"])
    assert come("s1") is None
    assert_refused(come.answer, "Nobody has invited")
    assert not User.objects.exists()


@pytest.mark.parametrize("linked_before", [True, False])
def test_who_was_deactivated_stays_out_whatever_the_groups_say(acme, come, ada, iris, mapped, linked_before):
    acme.has("i1", email="iris@example.org", groups=["runners"])
    if linked_before:
        assert come("i1") == iris
    deactivate_person(person=iris, by=ada)
    assert come("i1") is None
    assert_refused(come.answer, "ended your access")
    iris.refresh_from_db()
    assert not iris.is_active


def test_people_of_the_demonstration_are_nobodys(acme, come, iris, settings):
    settings.DEMO = True
    User.objects.filter(pk=iris.pk).update(is_demo=True)
    acme.has("i1", email="iris@example.org")
    assert come("i1") is None
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("groups", [None, [], ["others"], "others", {"staff": True}, [["staff"]], 7])
def test_without_a_mapped_group_nobody_comes_in(acme, come, iris, mapped, groups):
    acme.has("i1", email="iris@example.org", groups=groups)
    acme.has("s1", email="sam@example.org", groups=groups)
    for subject in ("i1", "s1"):
        assert come(subject) is None
        assert_refused(come.answer, "None of your groups")
    assert not User.objects.filter(email="sam@example.org").exists()


# --- Groups ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "level"),
    [(["staff"], "member"), (["talent"], "recruiter"), (["staff", "runners", "hirers"], "admin"), ("staff", "member")],
)
def test_a_stranger_in_a_mapped_group_is_added_with_its_level(acme, come, mapped, db, groups, level):
    acme.has("s1", email="Sam@Example.org", groups=groups, name="  Sam \n Sample ")
    sam = come("s1")
    assert (sam.email, sam.name, sam.access_level) == ("sam@example.org", "Sam Sample", level)
    assert not sam.has_usable_password()
    assert trail(sam)[0] == ("person.joined", {"through": "company", "access_level": level})


@pytest.mark.parametrize("name", ["", None, "\0", "x" * 500])
def test_a_name_that_is_missing_or_too_long(acme, come, mapped, db, name):
    acme.has("s1", email="sam@example.org", groups=["staff"], name=name)
    assert come("s1").name == ("x" * 120 if name and "x" in name else "sam")


def test_groups_move_the_level_up_and_down_at_every_sign_in(acme, come, ada, iris, mapped):
    for groups, level in ((["hirers"], "recruiter"), (["runners"], "admin"), (["staff"], "member")):
        acme.has("i1", email="iris@example.org", groups=groups)
        assert come("i1").access_level == level
    changes = [data for verb, data in trail(iris) if verb == "person.access_level_changed"]
    assert [(data["before"], data["after"], data["through"]) for data in changes] == [
        ("member", "recruiter", "company"),
        ("recruiter", "admin", "company"),
        ("admin", "member", "company"),
    ]
    assert set(AuditEvent.objects.filter(verb="person.access_level_changed").values_list("actor", flat=True)) == {None}


def test_the_same_level_again_leaves_no_trace(acme, come, iris, mapped):
    acme.has("i1", email="iris@example.org", groups=["staff"])
    come("i1")
    before = trail(iris)
    come("i1")
    assert trail(iris) == [*before, ("person.signed_in", {"ways": ["socialaccount"]})]


def test_the_last_admin_stays_one_and_it_is_logged(acme, come, ada, mapped, caplog):
    acme.has("a1", email="ada@example.org", groups=["staff"])
    assert come("a1").access_level == "admin"
    assert f"make {ada.uid} a member; the last admin stays one" in caplog.text


def test_without_a_mapping_levels_stay_as_the_admins_here_set_them(acme, come, rosa):
    acme.has("r1", email="rosa@example.org", groups=["runners", "staff"])
    assert come("r1").access_level == "recruiter"


def test_groups_may_stand_under_another_name_and_in_userinfo_only(acme, come, company, mapped, settings):
    settings.COMPANY_SIGN_IN = replace(settings.COMPANY_SIGN_IN, groups_claim="https://acme.example/teams")
    acme.has("s1", email="sam@example.org")
    company.userinfo_claims = {"https://acme.example/teams": ["hirers"]}
    assert come("s1").access_level == "recruiter"
