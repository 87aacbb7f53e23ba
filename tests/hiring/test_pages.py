"""Every page of hiring as every persona: the answer, the words, and a number of queries that does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring import services
from tests.factories import CandidacyFactory, ScorecardFactory

pytestmark = pytest.mark.slow

MOST_QUERIES = 14


def pages(candidacy, interview):
    return {
        "today": reverse("today"),
        "role_list": reverse("role_list"),
        "role_board": reverse("role_detail", args=[candidacy.role.uid]),
        "role_list_view": reverse("role_detail", args=[candidacy.role.uid]) + "?view=list",
        "role_guide": reverse("role_detail", args=[candidacy.role.uid]) + "?view=guide",
        "candidacy": reverse("candidacy_detail", args=[candidacy.uid]),
        "debriefs": reverse("candidacy_debriefs_part", args=[candidacy.uid]),
        "scorecards": reverse("candidacy_scorecards_part", args=[candidacy.uid]),
        "references": reverse("candidacy_references_part", args=[candidacy.uid]),
        "history": reverse("candidacy_history", args=[candidacy.uid]),
        "calendar": reverse("interview_list") + "?whose=all",
        "interview": reverse("interview_detail", args=[interview.uid]),
    }


def counted(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(queries)


@pytest.mark.parametrize("who", ["ada", "rosa", "mara", "iris"])
def test_pages_answer_with_few_queries_that_do_not_grow(request, client, candidacy, iris, ivan, plan, mara, rosa, who):
    person = request.getfixturevalue(who)
    interview = plan(iris, ivan)
    client.force_login(person)
    client.get(reverse("today"))
    before = {name: counted(client, url) for name, url in pages(candidacy, interview).items()}
    for n in (2, 3):
        more = CandidacyFactory(role=candidacy.role)
        plan(iris, ivan, candidacy=more, hours=24 + 2 * n)
        services.hold(candidacy=CandidacyFactory(role=candidacy.role), reason="Wait.", by=mara)
    services.add_panelist(interview=interview, user=mara, override_reason="Agreed.", by=rosa) if who != "mara" else None
    after = {name: counted(client, url) for name, url in pages(candidacy, interview).items()}
    assert after == before
    assert max(after.values()) <= MOST_QUERIES, after


FORMS = ["candidacy_decide", "document_attach", "interview_create", "role_edit", "candidacy_create", "interview_edit"]


@pytest.mark.parametrize(("who", "code"), [("ada", 200), ("rosa", 200), ("mara", 200), ("iris", 403), ("stan", 404)])
def test_who_may_open_the_forms(request, client, candidacy, iris, plan, who, code):
    interview = plan(iris)
    client.force_login(request.getfixturevalue(who))
    for name in FORMS:
        thing = {"role_edit": candidacy.role, "candidacy_create": candidacy.role, "interview_edit": interview}
        response = client.get(reverse(name, args=[thing.get(name, candidacy).uid]))
        assert response.status_code == code, name
    assert client.get(reverse("interview_cancel", args=[interview.uid])).status_code == code


@pytest.mark.parametrize("name", ["role_detail", "candidacy_detail", "candidacy_history", "interview_detail"])
def test_a_stranger_finds_nothing(client, candidacy, iris, stan, plan, name):
    interview = plan(iris)
    things = {"role_detail": candidacy.role, "interview_detail": interview}
    client.force_login(stan)
    assert client.get(reverse(name, args=[things.get(name, candidacy).uid])).status_code == 404


def test_the_board_tells_deciders_what_a_candidate_waits_for(client, candidacy, iris, ivan, mara, plan):
    url = reverse("role_detail", args=[candidacy.role.uid])
    client.force_login(mara)
    assert "An interview to be planned" in client.get(url).text
    interview = plan(iris, ivan, hours=-3)
    assert "Iris and Ivan" in client.get(url).text
    for panelist in interview.panelists.all():
        ScorecardFactory(panelist=panelist, sealed=True)
    text = client.get(url).text
    assert "all scorecards are in" in text
    assert "Solid" not in text


def test_an_interviewer_learns_nothing_of_progress(client, candidacy, iris, ivan, plan):
    interview = plan(iris, ivan, hours=-3)
    ScorecardFactory(panelist=interview.panelists.get(user=iris), sealed=True)
    client.force_login(iris)
    url = reverse("role_detail", args=[candidacy.role.uid])
    waiting = client.get(url).text
    ScorecardFactory(panelist=interview.panelists.get(user=ivan), sealed=True)
    assert "decision" in waiting
    assert client.get(url).text.count("Ivan") == waiting.count("Ivan")


@pytest.mark.parametrize("who", ["iris", "rosa", "mara", "ada"])
def test_a_candidacy_stands_still_for_whoever_owes(request, client, candidacy, ivan, mara, rosa, plan, who):
    """Advanced by others' hand or not: an owing person reads the same pages."""
    person = request.getfixturevalue(who)
    later = candidacy.role.stages.get(kind="culture")
    plan(person, stage=later, hours=72)
    interview = plan(ivan, hours=-3)
    client.force_login(person)
    urls = [
        reverse("candidacy_detail", args=[candidacy.uid]),
        reverse("candidacy_history", args=[candidacy.uid]),
        reverse("role_detail", args=[candidacy.role.uid]),
        reverse("role_detail", args=[candidacy.role.uid]) + "?view=list",
    ]

    def words(url):
        return client.get(url).text.split("<main")[1]

    before = [words(url) for url in urls]
    ScorecardFactory(panelist=interview.panelists.get(), sealed=True)
    decider = mara if person != mara else rosa
    services.advance(candidacy=candidacy, reason="Fine.", by=decider)
    services.hold(candidacy=candidacy, reason="Budget.", by=decider)
    assert [words(url) for url in urls] == before
    assert "Culture" in before[2]
    assert "In interviews" in before[0]


@pytest.mark.parametrize("leaves", ["recuse", "release_panelist"])
def test_a_decider_who_stepped_back_learns_nothing_of_progress(client, candidacy, ivan, mara, rosa, plan, leaves):
    interview = plan(mara, ivan, hours=-3)
    panelist = interview.panelists.get(user=mara)
    getattr(services, leaves)(panelist=panelist, reason="We are related.", by=mara if leaves == "recuse" else rosa)
    client.force_login(mara)
    urls = [reverse("role_detail", args=[candidacy.role.uid]), reverse("candidacy_detail", args=[candidacy.uid]), "/"]
    before = [client.get(url).text.split("<main")[1] for url in urls]
    with pytest.raises(services.SteppedBack):
        services.advance(candidacy=candidacy, reason="Fine.", by=mara)
    ScorecardFactory(panelist=interview.panelists.get(user=ivan), sealed=True)
    assert [client.get(url).text.split("<main")[1] for url in urls] == before
    with pytest.raises(services.SteppedBack):
        services.advance(candidacy=candidacy, reason="Fine.", by=mara)


def test_today_lists_what_is_owed_in_order(client, candidacy, iris, mara, rosa, plan):
    CandidacyFactory(role=candidacy.role, candidate__name="Bo Unplanned")
    interview = plan(iris, hours=-3)
    ScorecardFactory(panelist=interview.panelists.get(), sealed=True)
    client.force_login(mara)
    text = client.get(reverse("today")).text
    assert "Amara Nwosu" in text
    assert "Bo Unplanned" not in text
    client.force_login(rosa)
    assert "Bo Unplanned" in client.get(reverse("today")).text
    client.force_login(iris)
    text = client.get(reverse("today")).text
    assert "Nothing owed." in text
    assert "1 interview, scorecards sealed" in text


def test_the_interview_page_leads_into_ones_own_scorecard(client, plan, iris, mara):
    interview = plan(iris, hours=1)
    address = reverse("interview_detail", args=[interview.uid])

    client.force_login(iris)
    assert f'href="{reverse("scorecard_edit", args=[interview.uid])}">Open kit<' in client.get(address).content.decode()
    card = ScorecardFactory(panelist=interview.panelists.get(), sealed=True)
    assert f'href="{reverse("scorecard_detail", args=[card.uid])}">Read your' in client.get(address).content.decode()
    client.force_login(mara)
    assert "Open kit" not in client.get(address).content.decode()
