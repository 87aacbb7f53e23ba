"""The pages around a reference: consent, calls, links, the role's policy, the debrief's questions, signs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Packet
from references.models import Attempt, FollowUp, RefereeLink
from references.queries import policy_of
from references.services import log_attempt, set_policy
from tests.factories import RefereeFactory


@pytest.fixture
def as_mara(client, mara):
    client.force_login(mara)
    return client


def act(client, route, thing, status=302, **data):
    answer = client.post(reverse(route, args=[thing.uid]), data)
    assert answer.status_code == status
    return client.get(answer.url).content.decode() if status == 302 else answer.content.decode()


def test_consent_is_noted_and_taken_back_on_the_page(as_mara, candidacy, mara):
    referee = RefereeFactory(candidacy=candidacy, name="Remy Roth", added_by=mara, agreed=False)
    page = as_mara.get(reverse("candidacy_references", args=[candidacy.uid])).content.decode()
    assert "has not agreed yet" in page
    assert "Start check" not in page
    page = act(as_mara, "referee_consent", referee, of="candidate", how="In a mail")
    assert f'In a mail <span class="quiet">noted by {mara.name}' in page
    assert "Start check" in page
    assert "Start check" not in act(as_mara, "referee_consent", referee, of="candidate", act="withdraw")


@pytest.mark.parametrize("data", [{}, {"of": "panel"}, {"of": "candidate", "how": "x" * 201}])
def test_a_consent_that_makes_no_sense_is_refused(as_mara, candidacy, mara, data):
    referee = RefereeFactory(candidacy=candidacy, added_by=mara, agreed=False)
    act(as_mara, "referee_consent", referee, 422, **data)
    assert not referee.consents.exists()


def test_a_link_is_offered_where_the_role_allows_it_and_sent(as_mara, candidacy, remy, role, mara):
    address = reverse("candidacy_references", args=[candidacy.uid])
    assert "Send link" not in as_mara.get(address).content.decode()
    assert "In this role references are taken by phone." in act(as_mara, "referee_link_send", remy)
    set_policy(role=role, referees=2, told="nothing", by_link=True, by=mara)
    assert "Send link" in as_mara.get(address).content.decode()
    page = act(as_mara, "referee_link_send", remy)
    assert "A link is on its way to Remy Roth." in page
    assert "link sent" in page
    assert "The link has ended." in act(as_mara, "referee_link_revoke", remy)
    assert RefereeLink.objects.get().revoked_by == mara


def test_a_call_is_noted_in_the_persons_own_time(as_mara, remy, mara):
    day = (timezone.now() + timedelta(days=2)).date().isoformat()
    page = act(as_mara, "call_attempt_log", remy, outcome="call_again", day=day, time="10:00")
    assert "Today reminds you." in page
    at = Attempt.objects.get().call_again_at
    assert f"{timezone.localtime(at, mara.zone):%Y-%m-%d %H:%M}" == f"{day} 10:00"
    assert "Call Remy Roth about Amara Nwosu" in as_mara.get(reverse("today")).content.decode()


@pytest.mark.parametrize("data", [{"outcome": "later"}, {}, {"outcome": "call_again", "day": "x"}])
def test_a_call_that_makes_no_sense_is_refused(as_mara, remy, data):
    act(as_mara, "call_attempt_log", remy, 422, **data)
    assert not Attempt.objects.exists()


def test_a_call_again_without_a_time_says_so(as_mara, remy):
    assert "Choose when to call again" in act(as_mara, "call_attempt_log", remy, outcome="call_again")


def test_from_the_call_page_one_comes_back_to_it(as_mara, check):
    answer = as_mara.post(reverse("call_attempt_log", args=[check.referee.uid]), {"outcome": "reached", "from": "call"})
    assert answer.url == reverse("reference_check_edit", args=[check.uid])
    assert "data-call-clock" in as_mara.get(answer.url).content.decode()


def test_today_forgets_a_call_that_was_tried_again(as_mara, remy, mara):
    when = timezone.now() + timedelta(hours=1)
    log_attempt(referee=remy, outcome="call_again", call_again_at=when, by=mara)
    log_attempt(referee=remy, outcome="not_reached", by=mara)
    assert "Call Remy Roth" not in as_mara.get(reverse("today")).content.decode()


def test_the_policy_is_set_from_the_roles_page(as_mara, role):
    page = as_mara.get(reverse("role_edit", args=[role.uid])).content.decode()
    address = reverse("reference_policy_edit", args=[role.uid])
    assert address in page
    assert "2 referees at least, by phone." in page
    refused = as_mara.post(address, {"referees": "0", "told": "nothing"})
    assert refused.status_code == 422
    assert "At least one." in refused.content.decode()
    saved = as_mara.post(address, {"referees": "3", "told": "nothing", "by_link": "on"}, follow=True)
    assert "3 referees at least, by phone or by link." in saved.content.decode()
    assert policy_of(role).told == "nothing"


def test_a_question_is_asked_besides_and_taken_back(as_mara, candidacy, check):
    page = act(as_mara, "follow_up_add", candidacy, text="Who had the idea?")
    assert "for the call only" in page
    asked = FollowUp.objects.get()
    call = as_mara.get(reverse("reference_check_edit", args=[check.uid])).content.decode()
    assert f'name="follow_ups.{asked.uid}.text"' in call
    assert "Who had the idea?" not in act(as_mara, "follow_up_take_back", asked)
    assert "Write the question." in act(as_mara, "follow_up_add", candidacy, 422, text=" ")


def test_a_referee_is_corrected_on_a_page(as_mara, remy):
    address = reverse("referee_edit", args=[remy.uid])
    assert 'value="Remy Roth"' in as_mara.get(address).content.decode()
    said = {"name": "Remi Roth", "relation": "client", "relationship": "Bought from them", "phone": "1"}
    assert "Remi Roth" in as_mara.post(address, said, follow=True).content.decode()
    assert as_mara.post(address, said | {"phone": ""}).status_code == 422


def test_signs_stand_beside_the_referee_and_block_nothing(as_mara, candidacy, mara):
    RefereeFactory(candidacy=candidacy, name="Remy Roth", email=candidacy.candidate.email, added_by=mara)
    page = as_mara.get(reverse("candidacy_references", args=[candidacy.uid])).content.decode()
    assert "The referee&#x27;s address is the candidate&#x27;s own." in page
    assert "Start check" in page


def test_the_report_is_asked_for_on_the_page(as_mara, candidacy, finished):
    answer = as_mara.post(reverse("reference_report_request", args=[candidacy.uid]))
    assert answer.url == reverse("packet_detail", args=[Packet.objects.get(kind="reference_report").uid])


def test_what_a_work_sample_came_from_is_kept_as_a_hash(client, candidacy):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hiring.models import CandidateDevice
    from tests.permissions_world import work_sample

    _, token = work_sample(candidacy)
    client.get(reverse("work_sample_page", args=[token]))
    assert not CandidateDevice.objects.exists()
    upload = {"file": SimpleUploadedFile("a.py", b"x = 1")}
    client.post(reverse("work_sample_file_add", args=[token]), upload, headers={"user-agent": "Browser 1"})
    device = CandidateDevice.objects.get()
    assert len(device.mark) == 64
    assert "127.0.0.1" not in device.mark
