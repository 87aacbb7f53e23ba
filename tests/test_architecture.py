"""The rules of docs/architecture.md that a machine can hold. A rule's exceptions stand here, each with its reason."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
APPS = ["accounts", "core", "debriefs", "hiring", "question_bank", "references", "scorecards"]
CODE = sorted(path for app in [*APPS, "config"] for path in (ROOT / app).rglob("*.py"))
MODULES = [path for path in CODE if "migrations" not in path.parts]

OPEN_PAGES = {
    "account_login": "signing in",
    "company_start": "signing in through the company",
    "company_return": "coming back from the company's provider",
    "account_signup": "says that one joins by invitation; nobody can sign up",
    "account_inactive": "says that an account was closed",
    "account_logout": "signing out, also with a session that is over",
    "mfa_authenticate": "the second step, after the password",
    "mfa_login_webauthn": "signing in with a passkey",
    "account_reset_password": "asking for a new password",
    "account_reset_password_done": "asking for a new password",
    "account_reset_password_from_key": "setting a new password with the link from the mail",
    "account_reset_password_from_key_done": "setting a new password with the link from the mail",
    "invitation_accept": "joining with the link from the mail",
    **dict.fromkeys(
        (
            "work_sample_page",
            "work_sample_file_add",
            "work_sample_file_remove",
            "work_sample_hand_in",
            "work_sample_material",
            "work_sample_more_time",
        ),
        "a candidate's work sample, with the link from the mail",
    ),
    **dict.fromkeys(
        ("offer_page", "offer_move", "offer_decline", "offer_entry"),
        "a candidate chooses a time, with the link from the mail",
    ),
    **dict.fromkeys(
        ("referee_page", "referee_page_save", "referee_page_decline"),
        "a referee's answers, with the link from the mail",
    ),
    "feed_read": "a person's interviews for their calendar program, by their secret address",
    "debrief_stream": "says to whoever is signed out that there is nothing to follow",
    "health_live": "the process answers",
    "health_ready": "the process can work",
    "metrics": "figures, to whoever shows the token of the settings",
}
SYSTEM_WORK = {
    "accounts.accept_invitation": "the holder of the link acts, who has no account yet",
    "accounts.note_second_factor_refused": "whoever tries acts; nobody is signed in yet",
    "accounts.note_sign_in_refused": "whoever tries acts; nobody is signed in",
    "accounts.queue_calendars": "the worker, by the clock",
    "accounts.read_calendar": "the worker, for whoever added the calendar",
    "accounts.request_password_reset": "whoever knows the address acts; nobody is signed in",
    "accounts.reset_password": "the holder of the link acts; nobody is signed in",
    "accounts.use_up_code": "part of signing in; nobody is signed in yet",
    "accounts.set_up_admin": "the operator's command, before there is anybody",
    "accounts.welcome_from_company": "the company's provider vouches for the person, who is not signed in yet",
    "debriefs.store_summary": "the worker, from what is recorded",
    "debriefs.tell": "has open pages ask again, for services that anybody's act may be",
    "hiring.add_file": "the holder of the link acts, a candidate without an account",
    "hiring.ask_for_more_time": "the holder of the link acts, a candidate without an account",
    **dict.fromkeys(
        (
            "hiring.choose_zone",
            "hiring.decline_offer",
            "hiring.move_time",
            "hiring.pick_time",
            "hiring.say_when",
            "hiring.tell_wishes",
        ),
        "the holder of the link acts, a candidate without an account",
    ),
    "hiring.forget_devices": "the worker, by the clock",
    "hiring.forget_needs": "the worker, by the clock",
    "hiring.hand_in": "the holder of the link acts, a candidate without an account",
    "hiring.record_reply": "whoever was invited answers by mail, which proves nobody's hand",
    "hiring.remove_file": "the holder of the link acts, a candidate without an account",
    "hiring.remind_of_interviews": "the worker, by the clock",
    "hiring.remind_of_offers": "the worker, by the clock",
    "hiring.solve_loop": "the worker, for whoever asked for the plan",
    "hiring.tell_of_missing_work": "the worker, by the clock",
    **dict.fromkeys(
        ("references.agree", "references.save_own_answers", "references.submit_answers", "references.decline"),
        "the holder of the link acts, a referee without an account",
    ),
    **dict.fromkeys(
        ("references.remind", "references.forget_unsent", "references.compare_devices"), "the worker, by the clock"
    ),
    "scorecards.remind_of_owed_scorecards": "the worker, by the clock",
    "scorecards.tell_recruiters": "the worker, after a scorecard was sealed",
    "scorecards.end_guests": "part of closing a debrief or dismissing a listener, which is audited there",
    "scorecards.close_reveal": "part of closing a debrief, which is audited there",
    "scorecards.record_reading": "notes what `user` is being shown",
}
QUESTIONS = {
    "accounts.find_invitation": "whose invitation a link's token is",
    "hiring.find_offer": "whose offer of times a link's token is",
    "hiring.find_work_sample": "whose work sample a link's token is",
    "references.find_link": "whose reference a link's token is about",
    "references.questions_for_referee": "what the holder of a link may read",
    "scorecards.missing_before_sealing": "what sealing would refuse, asked before the button is pressed",
}
OWN_SAVE = {
    "core.models.audit.AppendOnlyModel": "refuses to change what was written; does nothing else",
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def test_imports_point_down():
    # In a process of its own: it sets up logging anew, and would silence every logger of this one.
    linter = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(linter, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def views(patterns) -> dict[str, object]:
    """Every view of the URL table by its URL's name, or by its path where it has none."""
    found = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            found[pattern.name or str(pattern.pattern)] = pattern.callback
    return found


def test_every_page_needs_signing_in_or_is_listed_as_open():
    table = views(get_resolver().url_patterns)
    is_open = {name for name, view in table.items() if not getattr(view, "login_required", True)}
    assert is_open - OPEN_PAGES.keys() == set(), "these pages are open to everybody"


def test_the_list_of_open_pages_has_no_stale_entry():
    table = views(get_resolver().url_patterns)
    is_open = {name for name, view in table.items() if not getattr(view, "login_required", True)}
    assert OPEN_PAGES.keys() - is_open == set(), "these names are not open, or are no pages"


def test_paths_are_kebab_case_and_names_are_not_namespaced():
    wrong = []
    for pattern in all_patterns(get_resolver().url_patterns):
        fixed = re.sub(r"<[^>]*>", "", str(pattern.pattern))
        if re.search(r"[A-Z_]", fixed) or not pattern.name or ":" in pattern.name:
            wrong.append(f"{pattern.pattern} ({pattern.name})")
    assert wrong == []


def all_patterns(patterns):
    """The project's own URL patterns; what a package brings keeps the package's style."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns)
        elif pattern.callback.__module__.split(".")[0] in APPS:
            yield pattern


def services() -> dict[str, inspect.Signature]:
    """What every app's services offer to others: the functions that `<app>.services` exports, by dotted name."""
    found = {}
    for app in APPS:
        if (ROOT / app / "services").exists() or (ROOT / app / "services.py").exists():
            module = importlib.import_module(f"{app}.services")
            for word, function in inspect.getmembers(module, inspect.isfunction):
                if not word.startswith("_") and function.__module__.startswith(module.__name__):
                    found[f"{app}.{word}"] = inspect.signature(function)
    return found


def test_services_take_only_named_arguments():
    wrong = [
        name
        for name, signature in services().items()
        if name not in QUESTIONS
        and any(p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in signature.parameters.values())
    ]
    assert wrong == []


def test_services_say_who_acts():
    anonymous = {name for name, signature in services().items() if "by" not in signature.parameters}
    listed = SYSTEM_WORK.keys() | QUESTIONS.keys()
    assert anonymous - listed == set(), "these services take no `by`"
    assert listed - anonymous == set(), "these stand on a list without need"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_keeps_the_house_rules(path):
    tree, name = tree_of(path), name_of(path)
    assert len(path.read_text().splitlines()) <= 300, "300 lines at most: split it by noun"
    assert path.stem not in {"utils", "helpers", "common", "misc"}, "name what it holds"
    if name in APPS or path.stem not in {"__init__", "apps", "urls"}:
        assert ast.get_docstring(tree), "a module says what it holds"
    model_signals = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert not model_signals & {alias.name for alias in node.names}, "no model signals"
        if isinstance(node, ast.ClassDef):
            methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            if "save" in methods and "models" in path.relative_to(ROOT).parts[-2:]:
                assert f"{name}.{node.name}" in OWN_SAVE, "no side effects in save()"


@pytest.mark.parametrize("path", [p for p in MODULES if "views" in (p.stem, p.parent.name)], ids=name_of)
def test_views_are_short(path):
    functions = [node for node in tree_of(path).body if isinstance(node, ast.FunctionDef)]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions if node.end_lineno - node.lineno >= 40}
    assert long == {}, "fetch, permit, form, call, answer: 40 lines at most"


def test_models_have_no_hidden_order():
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    assert [model.__name__ for model in models if model._meta.ordering] == []


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_migrations_are_named_for_what_they_do():
    names = [path.stem for path in CODE if path.parent.name == "migrations" and path.stem != "__init__"]
    assert [name for name in names if re.search(r"_auto_|_initial$", name) or not re.match(r"\d{4}_\w", name)] == []


def test_every_job_that_is_asked_for_exists():
    asked = set()
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                candidates = node.args[:1] if called == "enqueue" else []
                candidates += [word.value for word in node.keywords if word.arg == "task"]
                asked |= {word.value for word in candidates if isinstance(word, ast.Constant)}
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert (asked | scheduled) - current_app.tasks.keys() == set()
    assert asked >= {"core.deliver_mail", "debriefs.compile_packet"}, "the search above finds no jobs any more"


def test_templates_are_short():
    paths = (ROOT / "templates").rglob("*.html")
    lines = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in paths}
    assert {name: count for name, count in lines.items() if count > 120} == {}
