"""Which GET parameters a view reads, found in its source, and which real values each is asked with."""

import re
from collections.abc import Iterable
from types import ModuleType

from .worlds import CANARY

NAMED = re.compile(r"GET(?:\.get\(|\.getlist\(|\[)\s*[\"'](\w+)[\"']|[\"'](\w+)[\"'] in request\.GET")
LISTED = re.compile(r"GET\.get\(key[^}\]]*? for key in \(([^)]*)\)")
FORM = re.compile(r"(\w+Form)\(request\.GET")
# What may mention GET besides: the methods that a view takes, and the whole of it handed back.
METHODS = re.compile(r"require_http_methods\(\[[^\]]*\]\)")
ECHOED = re.compile(r"GET\.urlencode\(\)")
NONSENSE = ["1", "all", CANARY]
# The values of a parameter: words, or the table whose ids it takes, in braces. A name that is not here gets NONSENSE.
VALUES = {
    "across": ["{Criterion}", "{Question}", CANARY],
    "actor": ["{User}", "nobody"],
    "against": ["{GuideVersion}", CANARY],
    "at": ["stages.1.questions.1", CANARY],
    # The page below noon of the day on which the worlds stand still, below its first and below its hundredth event.
    "before": [f"1794916800000000.{skip}" for skip in (0, 1, 100)],
    "by": ["competency", CANARY],
    "candidacy": ["{Candidacy}", CANARY],
    "cell": ["{Cell}", "1", CANARY],
    "competency": ["machine-learning", CANARY],
    "format": ["csv", "xlsx"],
    "from": ["{LoopPlan}", CANARY],
    "guide": ["{GuideVersion}", "ml-engineer", CANARY],
    "inline": ["1"],
    "item": ["1", "2", "99"],
    "kind": [
        "technical",
        "debrief",
        "core.deliver_mail",
        "scorecards.tell_recruiters",
        "question_bank.compile_book",
        "accounts.read_calendar",
    ],
    "level": ["senior"],
    "number": ["1", "7", CANARY],
    "object": ["{Candidacy}", "{Scorecard}", "{Debrief}"],
    "part": ["stage-1", "profile", CANARY],
    "owner": ["{User}", "nobody"],
    "page": ["1", "2"],
    "q": ["Ivan", CANARY],
    "reader": ["candidate"],
    "show": ["active", "inactive"],
    "seen": ["0", "7", CANARY],
    "shown": ["0", "7", CANARY],
    "since": ["2026-11-17"],
    "sort": ["name", "stage", "-stage", "waiting", "-waiting", "scorecard"],
    "stage": ["{Stage}", CANARY],
    "state": ["all", "running", "on_hold", "ended", "hired", "closed", "waiting", "done", "failed", "cancelled"],
    "step": ["requirements", "evidence", "disagreements", "agenda", "revote", "decision", "ready"],
    "tag": ["python", CANARY],
    "type": ["behavioural", "situational"],
    "use": ["never", "overused"],
    "until": ["2026-11-17"],
    "verb": ["{Verb}", CANARY],
    "view": ["list", "board", "guide"],
    "week": ["2026-W47", "2026-W48", "x"],
    "where": ["guide", "bank"],
    "whose": ["all", "mine"],
    "written": ["stages.1.questions.1.text"],
}
# Parameters that work together.
TRAIL = [
    *(f"verb={verb}" for verb in ("scorecard.sealed", "scorecard.read", "decision.made", "document.downloaded")),
    "since=2026-11-01&until=2026-11-30",
    "verb=scorecard.sealed&since=2026-11-17",
]
COMBINED = {
    "/jobs/": ["kind={kind}", "state=waiting&kind=core.deliver_mail", "state=waiting&kind=accounts.read_calendar"],
    "/audit-trail/": TRAIL,
    "/audit-trail/export/": TRAIL,
    "/roles/%(uid)s/": [
        "view=list&state=all&sort={sort}",
        "view=list&state={state}",
        "view=list&state=all&stage={Stage}",
        "stage={Stage}",
    ],
    "/debriefs/%(uid)s/": [
        "step=evidence&cell={Cell}",
        "step=evidence&by={by}",
        "step=disagreements&item={item}",
        "step=agenda&item={item}",
    ],
}


def parameters_of(source: str, module: ModuleType) -> set[str]:
    """The names that ``source``, of a view in ``module``, reads: spelt out, listed for a loop, or a form's fields."""
    names = {name for pair in NAMED.findall(source) for name in pair if name}
    for listed in LISTED.findall(source):
        names |= set(re.findall(r"\w+", listed))
    for form in FORM.findall(source):
        names |= set(getattr(module, form).base_fields)
    return names


def is_understood(source: str) -> bool:
    """Whether every mention of GET in ``source`` is one that ``parameters_of`` can read."""
    for known in (METHODS, ECHOED, LISTED, NAMED, FORM):
        source = known.sub("", source)
    return ".GET" not in source and "QUERY_STRING" not in source


def questions(path: str, parameters: Iterable[str], ids: dict[str, str]) -> list[str]:
    """The query strings to ask of the route ``path``: each parameter with each of its values; those that only count
    beside another one as ``COMBINED`` says, and not alone."""
    together = _filled(COMBINED.get(path, []), ids)
    alone = [name for name in parameters if not any(f"&{name}=" in pattern for pattern in COMBINED.get(path, []))]
    return [f"{name}={value}" for name in alone for value in _filled(VALUES.get(name, NONSENSE), ids)] + together


def _filled(patterns: Iterable[str], ids: dict[str, str]) -> list[str]:
    """``patterns`` with every table in braces replaced by its ids, every parameter in braces by its values."""
    found = []
    for pattern in patterns:
        place = re.search(r"\{(\w+)\}", pattern)
        if place is None:
            found.append(pattern)
            continue
        name = place.group(1)
        values = VALUES[name] if name in VALUES else [uid for uid, table in ids.items() if table == name]
        found += _filled([pattern.replace(place.group(0), value, 1) for value in values], ids)
    return found
