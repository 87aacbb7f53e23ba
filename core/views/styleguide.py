"""The style guide: every token and component in all its states. Served while DEBUG is on; the people are made up."""

from datetime import UTC, datetime, timedelta

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOKENS = {
    "Surfaces": ["paper", "surface", "sunk", "ink", "ink-quiet", "line", "line-control"],
    "The next thing": ["accent", "accent-strong", "on-accent", "accent-soft"],
    "States": ["attention", "attention-soft", "danger", "danger-soft", "done", "done-soft"],
    "Levels": ["level-1", "level-2", "level-3", "level-4"],
}
# fmt: off
ICONS = [
    "today", "roles", "calendar", "bank", "reports", "admin", "person", "search", "help", "check",
    "done", "attention", "danger", "info", "clock", "close", "down", "right", "left", "plus",
    "lock", "offline", "document", "download", "mail", "link", "leave", "settings", "history", "edit",
    "mark",
]
# fmt: on
ANCHORS = [
    "Not enough information gathered to rate.",
    "Names terms without being able to explain them; mistakes correlation for fit.",
    "Explains the common cases with help; the trade-offs stay vague.",
    "Strong grasp: explains clearly, with examples from own work.",
    "Teaches the subject: weighs trade-offs unasked and names the limits of each method.",
]
MOMENT = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As the person writes it.")
    email = forms.EmailField(label="E-mail address")
    zone = forms.ChoiceField(label="Time zone", choices=[("", "Choose"), ("b", "Berlin"), ("n", "New York")])
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    resume = forms.FileField(label="Resume", required=False, help_text="PDF, up to 5 MB.")
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}))
    consent = forms.BooleanField(label="The candidate knows that notes are taken", required=False)
    place = forms.ChoiceField(
        label="Where", widget=forms.RadioSelect, choices=[("video", "By video"), ("office", "In the office")]
    )

    helper = FormHelper()
    helper.form_tag = False


def _lines() -> dict[str, object]:
    stages = [
        {"label": "Screening call", "words": "Advanced", "when": MOMENT - timedelta(days=12), "state": "done"},
        {"label": "Technical interview", "words": "In interviews", "when": MOMENT, "state": "current", "url": "#"},
        {"label": "Work sample", "words": "Not planned", "when": None, "state": "todo"},
        {"label": "Debrief", "words": "", "when": None, "state": "todo"},
    ]
    names = ["Requirements", "Evidence", "Disagreements", "Agenda", "Re-vote", "Decision"]
    states = ["done", "done", "current", "todo", "todo", "todo"]
    steps = [{"label": name, "state": state, "url": "#"} for name, state in zip(names, states, strict=True)]
    tabs = [
        {"label": "Board", "url": "#", "current": True, "count": 9},
        {"label": "List", "url": "#", "count": 9},
        {"label": "Team", "url": "#", "count": None},
    ]
    return {"stages": stages, "steps": steps, "tabs": tabs}


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every token and component."""
    bound = SampleForm({"name": "", "email": "amara@", "zone": "b", "reason": "Met the criteria", "place": "video"})
    context = {
        "tokens": TOKENS,
        "icons": ICONS,
        "anchors": ANCHORS,
        "moment": MOMENT,
        "moment_end": MOMENT + timedelta(hours=1),
        "form": SampleForm(initial={"name": "Amara Nwosu", "place": "video"}),
        "bound_form": bound,
        "page": Paginator(range(137), 50).page(2),
        "facts": [
            ("Role", "Machine learning engineer"),
            ("Guide", "Version 3"),
            ("Recruiter", "Rosa Reyes"),
            ("Resume", ""),
        ],
        "matrix": [
            ("Machine learning fundamentals", [3, 3, 4], 3, 4, 1),
            ("Coding", [1, 4, 0], 1, 4, 3),
            ("Communication", [2, None, 2], 2, 2, 0),
        ],
        **_lines(),
    }
    return render(request, "styleguide.html", context)
