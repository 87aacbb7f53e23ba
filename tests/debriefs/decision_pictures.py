"""The decision of a debrief in every state, for the pictures: made in a role of its own beside the story."""

from django.urls import reverse

from accounts.models import User
from debriefs import services
from debriefs.models import Debrief
from hiring.models import Role
from tests.debriefs.deciding import decide
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, RoleFactory, ScorecardFactory, seat

REASON = (
    "She explained twice, with numbers, what a wrong forecast costs, and chose the simpler model for it. Depth in "
    "engineering is thinner, and two people saw the same gap: nobody asked her to run what she had built."
)


def decision_pages() -> dict[str, tuple[str, str]]:
    """By the picture's name, who looks and at which address."""
    known = Role.objects.get(title__contains="Forecasting")
    marcus = known.seats.filter(kind="hiring_manager").order_by("pk")[0].user
    nadia = User.objects.get(name="Nadia Haddad")
    panel = [place.user for place in known.seats.filter(kind="interviewer").select_related("user").order_by("pk")][:2]
    role = RoleFactory(title="Data Scientist, Assortment", guide_version=known.guide_version)
    seat(role, marcus, "hiring_manager")
    for user in panel:
        seat(role, user)

    def opened(name: str) -> Debrief:
        candidacy = CandidacyFactory(role=role, candidate__name=name)
        interview = InterviewFactory(candidacy=candidacy)
        for level, user in zip((3, 1), panel, strict=False):
            ScorecardFactory(panelist=PanelistFactory(interview=interview, user=user), sealed=True, level=level)
        debrief = services.prepare_debrief(candidacy=candidacy, facilitator=marcus, scheduled_at=None, by=marcus)
        return services.open_debrief(debrief=debrief, by=marcus)

    def decided(name: str) -> Debrief:
        debrief = opened(name)
        services.record_dissent(debrief=debrief, text="I would hire her: the gap is our question's.", by=panel[0])
        decide(debrief=debrief, outcome="no_hire", reason=REASON, by=marcus)
        return debrief

    def policy(covers: str) -> None:
        asks = {"approvers": [nadia, panel[0]], "needed": 2, "in_order": False, "listeners": True}
        services.set_debrief_policy(role=role, covers=covers, by=marcus, **asks)

    undone, reopened, recorded = (decided(name) for name in ("Ulla Ude", "Rika Roth", "Dina Dahl"))
    services.undo_decision(debrief=undone, by=marcus)
    services.reopen_debrief(debrief=reopened, reason="A reference tells of a project we did not know.", by=marcus)
    policy("all")
    waiting, declined = decided("Wanda Wolf"), decided("Dora Dorn")
    services.approve_decision(debrief=waiting, words="I read the evidence and agree.", by=panel[0])
    services.decline_decision(debrief=declined, words="Two ratings are not enough for a no.", by=nadia)
    policy("hire")
    named = opened("Nora Nilsson")
    services.name_other_role(debrief=named, role=known, why="Her forecasting is stronger.", by=marcus)
    services.record_dissent(debrief=named, text="I would hire her: the gap is our question's.", by=panel[0])
    services.invite_listener(debrief=named, user=nadia, by=marcus)
    states = {"empty": named, "undone": undone, "reopened": reopened, "recorded": recorded, "declined": declined}
    step = {name: reverse("debrief_detail", args=[one.uid]) + "?step=decision" for name, one in states.items()}
    waits = reverse("debrief_detail", args=[waiting.uid])
    listens = reverse("debrief_detail", args=[named.uid]) + "?step=requirements"
    return {
        **{f"deciding-{name}": ("marcus", address) for name, address in step.items()},
        "deciding-waiting": ("marcus", waits),
        "deciding-approver": ("nadia", waits),
        "deciding-listeners": ("marcus", listens),
        "deciding-listener": ("nadia", listens),
        "debrief-policy": ("marcus", reverse("debrief_policy", args=[role.uid])),
    }
