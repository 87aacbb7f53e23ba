"""The second step: setting up, being asked, losing it, and who must have one."""

import re
import time
from threading import Barrier, Thread

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.models import User
from core.models import AuditEvent, OutboxMessage
from tests.factories.accounts import PASSWORD

SECOND_STEP = "/preferences/second-step/"


def code_of(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(user: User) -> str:
    """Give a person an authenticator app and recovery codes; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def recovery_codes(user: User) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def sign_in(client: Client, user: User, password: str = PASSWORD, **more):
    return client.post("/sign-in/", {"login": user.email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def admins_need_one(settings):
    settings.SECOND_FACTOR = "admins"


# Setting up


def test_an_app_is_set_up_with_its_first_code(client, iris):
    sign_in(client, iris)
    page = client.get(f"{SECOND_STEP}app/")
    secret = client.session["mfa.totp.secret"]
    words = page.content.decode()
    assert '<svg class="qr"' in words
    assert " ".join(re.findall("....", secret)) in words
    assert "style=" not in words[words.index("<svg class") : words.index("</svg>", words.index("<svg class"))]
    wrong = client.post(f"{SECOND_STEP}app/", {"code": "000000"})
    assert "did not fit" in wrong.content.decode()
    assert client.session["mfa.totp.secret"] == secret
    done = client.post(f"{SECOND_STEP}app/", {"code": code_of(secret)})
    assert done.url == f"{SECOND_STEP}recovery-codes/"


def test_what_was_set_up_is_on_record_and_told_by_mail(client, iris, django_capture_on_commit_callbacks):
    sign_in(client, iris)
    client.get(f"{SECOND_STEP}app/")
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{SECOND_STEP}app/", {"code": code_of(secret)})
    assert verbs() == ["person.signed_in", "second_factor.added", "second_factor.added"]
    mail = OutboxMessage.objects.get()
    assert mail.to == iris.email
    assert "authenticator app was added" in mail.text
    assert secret not in str(list(AuditEvent.objects.values())) + mail.text
    assert "did not fit" in sign_in_with_code(Client(), iris, code_of(secret)).content.decode(), "used to set up"


def sign_in_with_code(client: Client, user: User, code: str):
    assert sign_in(client, user).url == "/sign-in/code/"
    return client.post("/sign-in/code/", {"code": code})


def test_recovery_codes_are_shown_once_and_counted(client, iris):
    with_app(iris)
    codes = recovery_codes(iris)
    sign_in_with_code(client, iris, codes[0])
    first, again = (client.get(f"{SECOND_STEP}recovery-codes/").content.decode() for _ in range(2))
    shown = [f"{code[:5]} {code[5:]}" for code in codes]
    assert [code in first for code in shown] == [False] + [True] * 9
    assert "data:text/plain" in first
    assert not any(code in again for code in [*shown, *codes])
    assert "9 are left" in again
    assert "9 are left" in client.get(SECOND_STEP).content.decode()


def test_new_recovery_codes_end_the_old_ones(client, iris, django_capture_on_commit_callbacks):
    secret = with_app(iris)
    old = recovery_codes(iris)
    sign_in_with_code(client, iris, code_of(secret))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{SECOND_STEP}recovery-codes/new/")
    assert answer.url == f"{SECOND_STEP}recovery-codes/"
    assert not set(old) & set(recovery_codes(iris))
    assert "second_factor.recovery_codes_made" in verbs()
    assert "did not fit" in sign_in_with_code(Client(), iris, old[3]).content.decode()


def test_secrets_are_not_stored_in_the_clear(iris, settings):
    secret = with_app(iris)
    codes = recovery_codes(iris)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "y" * 60
    assert recovery_codes(iris) == codes


# Being asked


def test_the_password_alone_opens_nothing(client, iris):
    secret = with_app(iris)
    assert sign_in(client, iris).url == "/sign-in/code/"
    assert not is_signed_in(client)
    assert client.get("/preferences/").status_code == 302
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(client)
    event = AuditEvent.objects.get(verb="person.signed_in")
    assert (event.actor, event.data) == (iris, {"ways": ["password", "totp"]})


@pytest.mark.parametrize("code", ["", " ", "000000", "null", "None", "😀" * 6, "1" * 5000, "0"])
def test_missing_empty_and_nonsense_codes_are_refused(client, iris, code):
    with_app(iris)
    assert sign_in_with_code(client, iris, code).status_code == 200
    assert not is_signed_in(client)
    assert client.post("/sign-in/code/", {}).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "credential", ["", "null", "1", "[]", "{}", '{"id": 1}', '{"response": {"userHandle": "MQ"}}', "nonsense"]
)
@pytest.mark.parametrize("path", ["/sign-in/code/", "/sign-in/passkey/"])
def test_nonsense_in_place_of_a_passkey_is_refused(client, iris, path, credential):
    with_app(iris)
    if path == "/sign-in/code/":
        sign_in(client, iris)
    else:
        client.get(path, headers={"Accept": "application/json"})
    assert client.post(path, {"credential": credential}).status_code in {200, 302}
    assert not is_signed_in(client)


@pytest.mark.parametrize("steps", [-2, 2])
def test_an_expired_code_is_refused(client, iris, steps):
    secret = with_app(iris)
    sign_in_with_code(client, iris, code_of(secret, steps=steps))
    assert not is_signed_in(client)


def test_a_code_is_not_taken_twice_nor_an_older_one_after_it(client, iris):
    secret = with_app(iris)
    now, before = code_of(secret), code_of(secret, steps=-1)
    sign_in_with_code(client, iris, now)
    assert is_signed_in(client)
    cache.clear()
    for used in (now, before):
        other = Client()
        sign_in_with_code(other, iris, used)
        assert not is_signed_in(other)


def test_somebody_elses_code_is_refused(client, iris, ivan):
    with_app(iris)
    sign_in_with_code(client, iris, code_of(with_app(ivan)))
    assert not is_signed_in(client)
    sign_in_with_code(client, iris, recovery_codes(ivan)[0])
    assert not is_signed_in(client)


def test_a_recovery_code_works_once_and_is_told(client, iris):
    with_app(iris)
    code = recovery_codes(iris)[0]
    sign_in_with_code(client, iris, code)
    assert is_signed_in(client)
    assert AuditEvent.objects.get(verb="second_factor.recovery_code_used").data == {"left": 9}
    assert "9 are left" in OutboxMessage.objects.get().text
    other = Client()
    sign_in_with_code(other, iris, code)
    assert not is_signed_in(other)


def test_the_second_step_is_not_guessed(client, iris):
    secret = with_app(iris)
    sign_in(client, iris)
    for number in range(6):
        answer = client.post(
            "/sign-in/code/", {"code": f"{number:06}"}, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        )
    assert "Too many tries" in answer.content.decode()
    assert "Too many tries" in client.post("/sign-in/code/", {"code": code_of(secret)}).content.decode()
    assert not is_signed_in(client)


def at_once(*acts) -> list:
    """Call each act in its own thread, all at the same moment; return what they returned, in no order."""
    start, answers = Barrier(len(acts)), []

    def run(act) -> None:
        start.wait()
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_a_code_used_twice_at_the_same_moment_works_once(iris, kind):
    secret = with_app(iris)
    code = code_of(secret) if kind == "totp" else recovery_codes(iris)[0]
    clients = [Client(), Client()]
    for client in clients:
        sign_in(client, iris)
    at_once(*[lambda client=client: client.post("/sign-in/code/", {"code": code}) for client in clients])
    assert sorted(is_signed_in(client) for client in clients) == [False, True]


# Removing


def factor(user: User, kind: str = "totp") -> Authenticator:
    return Authenticator.objects.filter(user=user, type=kind).first()


def test_changing_factors_asks_again_who_it_is(as_user, iris):
    with_app(iris)
    client = as_user(iris)
    paths = ["app/", "passkeys/new/", "recovery-codes/", "recovery-codes/new/", f"{factor(iris).pk}/remove/"]
    answers = [client.post(f"{SECOND_STEP}{path}") for path in paths[:2] + paths[3:]] + [
        client.get(SECOND_STEP + paths[2])
    ]
    assert {answer.url.split("?")[0] for answer in answers} == {"/sign-in/again/"}
    assert Authenticator.objects.filter(user=iris).count() == 2
    client.post("/sign-in/again/", {"password": "wrong"})
    assert client.post(f"{SECOND_STEP}{paths[4]}").url.startswith("/sign-in/again/")
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.post(f"{SECOND_STEP}{paths[4]}").url == SECOND_STEP
    assert not Authenticator.objects.filter(user=iris).exists(), "the recovery codes go with the last factor"
    assert verbs() == ["person.sign_in_refused", "second_factor.removed"]
    assert "was removed from your account" in OutboxMessage.objects.get().text


def test_nobody_removes_anothers_factor(client, iris, ivan):
    with_app(ivan)
    sign_in(client, iris)
    assert client.post(f"{SECOND_STEP}{factor(ivan).pk}/remove/").status_code == 404
    assert client.get(f"{SECOND_STEP}passkeys/{factor(ivan).pk}/").status_code == 404


def test_the_last_factor_stays_while_it_is_needed(client, ada, admins_need_one):
    secret = with_app(ada)
    sign_in_with_code(client, ada, code_of(secret))
    client.post(f"{SECOND_STEP}{factor(ada).pk}/remove/")
    assert "this is your only one" in client.get(SECOND_STEP).content.decode()
    WebAuthn.add(ada, "Key", {})
    services.remove_second_factor(factor=factor(ada), by=ada)
    with pytest.raises(services.LastSecondFactor):
        services.remove_second_factor(factor=factor(ada, "webauthn"), by=ada)


@pytest.mark.django_db(transaction=True)
def test_two_factors_removed_at_once_leave_one(ada, admins_need_one):
    with_app(ada)
    WebAuthn.add(ada, "Key", {})

    def remove(kind: str) -> str:
        try:
            services.remove_second_factor(factor=factor(ada, kind), by=ada)
        except services.LastSecondFactor:
            return "refused"
        return "removed"

    assert sorted(at_once(lambda: remove("totp"), lambda: remove("webauthn"))) == ["refused", "removed"]


# Who must have one


def test_an_admin_without_one_reaches_nothing_else(client, ada, admins_need_one):
    assert sign_in(client, ada).status_code == 302
    for path in (
        "/",
        "/people/",
        "/preferences/",
        "/preferences/devices/",
        "/audit-trail/",
        f"{SECOND_STEP}recovery-codes/",
    ):
        assert client.get(path).url == SECOND_STEP, path
    assert (
        client.post("/people/new/", {"email": "x@example.org", "name": "X", "access_level": "admin"}).url == SECOND_STEP
    )
    part = client.get("/people/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == SECOND_STEP
    page = client.get(SECOND_STEP).content.decode()
    assert "Set up an app" in page
    assert "/people/" not in page
    assert client.get("/health/live").status_code == 200
    client.get(f"{SECOND_STEP}app/")
    done = client.post(f"{SECOND_STEP}app/", {"code": code_of(client.session["mfa.totp.secret"])}, follow=True)
    assert "I have kept them, go on" in done.content.decode()
    assert client.get("/people/").status_code == 200
    client.post("/sign-out/")
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("setting", "level", "is_led"),
    [
        ("admins", "admin", True),
        ("admins", "recruiter", False),
        ("admins", "member", False),
        ("everyone", "member", True),
        ("nobody", "admin", False),
    ],
)
def test_the_setting_says_who(client, iris, settings, setting, level, is_led):
    settings.SECOND_FACTOR = setting
    User.objects.filter(pk=iris.pk).update(access_level=level)
    client.force_login(iris)
    assert client.get("/preferences/").status_code == (302 if is_led else 200)


def test_a_new_admin_is_asked_in_the_session_that_is_open(ada, rosa, as_user, settings):
    client = as_user(rosa)
    settings.SECOND_FACTOR = "admins"
    assert client.get("/preferences/").status_code == 200
    services.change_person(person=rosa, name=rosa.name, access_level="admin", by=ada)
    assert client.get("/preferences/").url == SECOND_STEP
    services.change_person(person=rosa, name=rosa.name, access_level="recruiter", by=ada)
    assert client.get("/preferences/").status_code == 200


def test_asking_costs_no_query(as_user, ada, settings):
    client = as_user(ada)
    with_app(ada)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/people/").status_code == 200
        return len(captured)

    without = queries()
    settings.SECOND_FACTOR = "everyone"
    assert queries() == without


# Losing it


def test_an_admin_resets_anothers_second_step(client, ada, iris):
    secret = with_app(iris)
    device = Client()
    sign_in_with_code(device, iris, code_of(secret))
    sign_in(client, ada)
    OutboxMessage.objects.all().delete()
    assert "Reset the second step" in client.get(f"/people/{iris.uid}/").content.decode()
    client.post(f"/people/{iris.uid}/reset-second-step/")
    assert not Authenticator.objects.filter(user=iris).exists()
    assert device.get("/preferences/").status_code == 302
    assert "Ada Adler removed the second step" in OutboxMessage.objects.get(to=iris.email).text
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor, event.object_uid) == ("second_factor.reset", ada, iris.uid)
    sign_in(device, iris)
    assert is_signed_in(device)


def test_resetting_asks_again_and_never_ones_own(as_user, client, ada, iris):
    with_app(ada)
    with_app(iris)
    assert as_user(ada).post(f"/people/{iris.uid}/reset-second-step/").url.startswith("/sign-in/again/")
    with pytest.raises(services.OwnSecondFactors):
        services.reset_second_factors(person=ada, by=ada)
    assert Authenticator.objects.filter(user__in=[ada, iris]).count() == 4


def test_the_operator_helps_the_admin_who_lost_everything(ada, capsys):
    with_app(ada)
    call_command("reset_second_factors", ada.email)
    assert "Ada Adler signs in with the password alone" in capsys.readouterr().out
    assert not Authenticator.objects.filter(user=ada).exists()
    assert AuditEvent.objects.get().actor is None
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("reset_second_factors", "nobody@example.org")


def test_the_operators_link_asks_for_the_second_step(client, ada, capsys):
    secret = with_app(ada)
    call_command("create_admin", ada.email, ada.name)
    path = re.search(r"(/invitations/\S+)", capsys.readouterr().out)[1]
    answer = client.post(path, {"password1": "a new long password", "password2": "a new long password"})
    assert answer.url == "/sign-in/code/"
    assert not is_signed_in(client)
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert is_signed_in(client)
