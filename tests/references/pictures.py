"""The pages of references worth looking at, in the demonstration's own data."""

from django.urls import reverse


def reference_pages() -> dict[str, tuple[str | None, str]]:
    """By name: who looks (None: nobody) and the path. Adds a call, answers to be rated, and two open links."""
    from accounts.models import User
    from hiring.models import Candidacy

    ruth = User.objects.get(name__startswith="Ruth")
    sofia = Candidacy.objects.get(candidate__name="Sofia Almeida")
    oliver = Candidacy.objects.get(candidate__name="Oliver Brandt")
    fresh, begun, sent = (_link(oliver, name, ruth) for name in ("Nina Vogt", "Pavel Novák", "Zsófia Kertész"))
    check = _call(oliver, ruth)
    _write(begun, send=False)
    rated = _write(sent, send=True)
    return {
        "references": ("ruth", reverse("candidacy_references", args=[sofia.uid])),
        "references-under-way": ("ruth", reverse("candidacy_references", args=[oliver.uid])),
        "reference-policy": ("marcus", reverse("reference_policy_edit", args=[sofia.role.uid])),
        "reference-call": ("ruth", reverse("reference_check_edit", args=[check])),
        "reference-rate": ("ruth", reverse("reference_check_edit", args=[rated])),
        "referee-new": ("ruth", reverse("referee_create", args=[oliver.uid])),
        "referee-agree": (None, reverse("referee_page", args=[fresh])),
        "referee-page": (None, reverse("referee_page", args=[begun])),
        "referee-decline": (None, reverse("referee_page_decline", args=[fresh])),
        "referee-thanks": (None, reverse("referee_page", args=[sent])),
    }


def _link(candidacy, name: str, by) -> str:
    from core.models import OutboxMessage
    from references import services

    domain = candidacy.candidate.email.partition("@")[2] if name.startswith("Zsófia") else "nordkorn.example"
    referee = services.add_referee(
        candidacy=candidacy, name=name, relation="colleague", relationship="Worked on the same system", period="2023",
        company="Nordkorn", email=f"referee@{domain}", candidate_agrees="In a mail", by=by,
    )  # fmt: skip
    services.send_link(referee=referee, by=by)
    mail = OutboxMessage.objects.filter(to=referee.email, text__contains="/reference-links/").latest("pk")
    return mail.text.split("/reference-links/")[1].split("/")[0]


def _call(candidacy, by) -> str:
    from references import services

    referee = services.add_referee(
        candidacy=candidacy, name="Anneke de Vries", relation="manager", relationship="Led the group before",
        period="2020 to 2022", company="Nordkorn", phone="+49 555 0199", candidate_agrees="On the phone", by=by,
    )  # fmt: skip
    check = services.start_check(referee=referee, by=by)
    services.log_attempt(referee=referee, outcome="not_reached", by=by)
    services.log_attempt(referee=referee, outcome="reached", by=by)
    return check.uid


def _write(token: str, *, send: bool) -> str:
    from references import services

    check = services.agree(token=token)
    changes: dict = {"answers": {}}
    words = ["We shared a desk for a year.", "The forecast for bread, from the data to the alarm.", "Strong in tests."]
    for question, text in zip(check.guide_stage.questions.order_by("position"), words, strict=False):
        changes["answers"][question.uid] = {"text": text} | ({"number": 8} if question.scale else {})
    services.save_own_answers(token=token, changes=changes, base_revision=0, client_id="a", seq=1)
    if send:
        services.submit_answers(token=token)
    return check.uid
