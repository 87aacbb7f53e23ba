"""The editor of a draft: one page, a part of the guide at a time, saved as it is typed."""

import re
from collections import Counter
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.autosave import UNREADABLE, Conflict, InvalidChanges, answer_save, sent_changes
from core.errors import Refused
from core.htmx import answer
from core.http import SOMEONE_ELSES, Request, is_someone_elses, json_of
from question_bank.forms import NEW, changes_sent, given_to, typed_values, without_untouched
from question_bank.guide_format.editing import NotThere, value_at
from question_bank.models import GuideVersion, StageKind, VersionState
from question_bank.queries import QuestionLine, competency_names, find_questions, findings_of, offered, question_lines
from question_bank.queries.editor import Editor, latest_acts, similar_to
from question_bank.services import (
    add_to_draft,
    move_in_draft,
    pick_question,
    remove_from_draft,
    save_draft,
    undo_edit,
)

from .guides import managed_version, version_for

NOT_STORED = f"{SOMEONE_ELSES} What they typed is kept on this device."
MOST_FOUND = 8
LONGEST_NUMBER = 16
LONGEST_COMPARED = 500
MOST_WRITTEN = 3
QUESTION_TEXT = re.compile(r"(stages\.\w+\.questions\.\w+)\.text")


@require_http_methods(["GET", "POST"])
def guide_edit(request: Request, uid: str) -> HttpResponse:
    """The editor. A POST without scripts saves the part's fields, then does what its button says."""
    version = managed_version(request, uid)
    if not _is_open(version):
        return redirect("guide_version_detail", uid=version.uid)
    return _page(request, version) if request.method == "GET" else _changed(request, version)


def _changed(request: Request, version: GuideVersion) -> HttpResponse:
    """Do all that was sent, or nothing; what was typed stands on the page again if it was refused."""
    if is_someone_elses(request, request.POST):
        messages.error(request, NOT_STORED)
        return redirect(request.get_full_path())
    act, *words = request.POST.get("act", "save").split(" ")
    focus = ""
    with transaction.atomic():
        refused, written = ({}, []) if request.htmx else _save_form(request, version)
        if not refused and act != "search":
            try:
                focus = _do(request, version, act, words)
            except Refused as refusal:
                refused = {f"{NEW}{words[0]}" if act == "add" and words else "": refusal.message}
        if refused:
            transaction.set_rollback(True)
    if act == "add" and focus:
        written.append(f"{focus}.text")
    if refused or act == "search" or request.htmx:
        return _page(request, version_for(request, version.uid), refused=refused, focus=focus, written=written)
    said = urlencode({"part": request.GET.get("part", ""), "written": written}, doseq=True)
    return redirect(f"{request.path}?{said}" + (f"#f-{focus}" if focus else ""))


def _do(request: Request, version: GuideVersion, act: str, words: list[str]) -> str:
    """Do what a button says; return the path to go to. Raises what the services raise, and for nonsense ``Refused``."""
    by, path = request.user, words[0] if words else ""
    if act == "save":
        messages.success(request, "Saved.")
        return ""
    if act == "add" and path:
        return add_to_draft(version=version, path=path, given=given_to(request.POST, path), by=by)
    if act == "pick" and len(words) == 2:
        question = offered(words[1])
        if question is None:
            raise Http404
        path, missing = pick_question(version=version, path=path, question=question, by=by)
        if missing:
            messages.info(request, f"This guide does not have {', '.join(missing)}, which the question asks about.")
        return path
    if act == "remove" and path:
        base = _whole(request.POST.get("base_revision", ""))
        remove_from_draft(version=version, path=path, base_revision=base, by=by)
        return ""
    if act == "move" and len(words) == 2 and words[1].isdecimal():
        move_in_draft(version=version, path=path, to=_whole(words[1]), by=by)
        return path
    if act == "undo" and path.isdecimal():
        undo_edit(version=version, edit=_whole(path), by=by)
        return ""
    raise Refused


def _whole(text: str) -> int:
    """The number that a field or button holds; 0 for what no page of ours sends."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0


def _save_form(request: Request, version: GuideVersion) -> tuple[dict[str, str], list[str]]:
    """Save the fields of a plain form that differ from what is stored.

    Return what was refused, by path, and the paths of the questions' texts that were written.
    """
    base = _whole(request.POST.get("base_revision", ""))
    newer = version.edits.filter(number__gt=base, kind="set").order_by("number", "place")
    changes = without_untouched(changes_sent(request.POST, version.draft or {}), newer)
    if not changes:
        return {}, []
    # A name of its own for each form: what the same person saved on another page since is not to be overwritten either.
    said = salted_hmac("question_bank.form", f"{request.user.uid} {base} {changes}").hexdigest()
    client = f"form-{said[:16]}"
    seq = version.saved_by.get(client, 0) + 1
    try:
        save_draft(version=version, changes=changes, base_revision=base, client_id=client, seq=seq, by=request.user)
    except InvalidChanges as refusal:
        return refusal.errors, []
    except Conflict as refusal:
        words = {
            path: f"{refusal.people[path]} changed this meanwhile to: {theirs}. Save again to put yours in its place."
            for path, theirs in refusal.server.items()
        }
        return words, []
    except Refused as refusal:
        return {"": refusal.message}, []
    return {}, [path for path in changes if QUESTION_TEXT.fullmatch(path)]


@require_POST
def guide_draft_save(request: Request, uid: str) -> JsonResponse:
    """One autosave, JSON in and out: 200 saved, 401 sign in again, 409 conflict or no draft, 422 refused by field."""
    body = json_of(request)
    if is_someone_elses(request, body):
        return JsonResponse({"kind": "signin", "message": NOT_STORED}, status=401)
    version = managed_version(request, uid, leave=GuideVersion.LONG)
    sent = sent_changes(body)
    if sent is None:
        return JsonResponse(UNREADABLE, status=400)
    return answer_save(lambda: save_draft(version=version, by=request.user, **sent))


@require_GET
def guide_draft_checks(request: Request, uid: str) -> HttpResponse:
    """What keeps the draft from being published and what was done lately, for the side of the editor."""
    version = managed_version(request, uid)
    if not _is_open(version):
        return redirect("guide_version_detail", uid=version.uid)
    return render(request, "question_bank/_edit_side.html", _side(Editor(version, version.draft or {})))


@require_GET
def guide_draft_bank(request: Request, uid: str) -> HttpResponse:
    """Questions in use with the words of ``q``, to be picked for a stage of the draft."""
    version = managed_version(request, uid)
    if not _is_open(version):
        return redirect("guide_version_detail", uid=version.uid)
    part = Editor(version, version.draft or {}).part(request.GET.get("part", ""))
    found = _found(request, request.GET.get("q", ""))
    context = {"found": found, "at": f"{part.stage.path}.questions" if part.stage else "", "version": version}
    return render(request, "question_bank/_edit_found.html", context)


@require_GET
def guide_draft_similar(request: Request, uid: str) -> HttpResponse:
    """Questions in use that are like ``q``, which is being written into the question ``at``."""
    version = managed_version(request, uid)
    if not _is_open(version):
        return redirect("guide_version_detail", uid=version.uid)
    editor, text = Editor(version, version.draft or {}), request.GET.get("q", "")[:LONGEST_COMPARED]
    context = {"lines": similar_to(editor, text, request.GET.get("at", "")), "looked": True}
    return render(request, "question_bank/_edit_similar.html", context)


def _similar(editor: Editor, written: list[str]) -> dict[str, list[QuestionLine]]:
    """Of the questions that were just written, by path, what is like them."""
    paths = [found[1] for text in written[:MOST_WRITTEN] if (found := QUESTION_TEXT.fullmatch(text))]
    texts = {path: _text_at(editor, path) for path in paths}
    return {path: similar_to(editor, text, path) for path, text in texts.items() if text}


def _text_at(editor: Editor, path: str) -> str:
    try:
        return str(value_at(editor.draft, f"{path}.text"))
    except NotThere:
        return ""


def _found(request: Request, words: str) -> list[QuestionLine] | None:
    words = words.strip()[:100]
    return question_lines(find_questions(q=words, user=request.user).entries[:MOST_FOUND]) if words else None


def _is_open(version: GuideVersion) -> bool:
    return version.state == VersionState.DRAFT and version.draft is not None


def _page(
    request: Request,
    version: GuideVersion,
    *,
    refused: dict[str, str] | None = None,
    focus: str = "",
    written: list[str] | None = None,
) -> HttpResponse:
    editor = Editor(version, version.draft or {})
    part = editor.part(request.GET.get("part", ""))
    pick = request.POST.get("pick", "")
    context: dict[str, Any] = _side(editor) | {
        "part": part,
        "root": editor.root,
        "template": f"question_bank/_edit_{'stage' if part.stage else part.key}.html",
        "competency_choices": [("", "None"), *editor.competencies],
        "outcome_choices": [("", "None"), *editor.outcomes] if editor.outcomes else [],
        "stage_kinds": StageKind.choices,
        "not_enough": editor.root.get("not_enough_information"),
        "known_competencies": competency_names() if part.key == "profile" else [],
        "refused": refused or {},
        "typed": typed_values(request.POST) if refused else {},
        "pick": pick,
        "found": _found(request, pick),
        "similar": _similar(editor, request.GET.getlist("written") if written is None else written),
        "at": f"{part.stage.path}.questions" if part.stage else "",
        "focus": focus,
        "journal_key": salted_hmac("question_bank.journal", request.user.uid, algorithm="sha256").hexdigest(),
    }
    if refused:
        messages.error(request, next(iter(refused.values())) if len(refused) == 1 else InvalidChanges.message)
    page, fragment = "question_bank/guide_edit.html", "question_bank/_edit_frame.html"
    return answer(request, page, fragment=fragment, context=context, status=422 if refused else 200)


def _side(editor: Editor) -> dict[str, Any]:
    found = [(finding, editor.key_of(finding)) for finding in findings_of(editor.version)]
    acts = latest_acts(editor)
    return {
        "version": editor.version,
        "editor": editor,
        "errors": [pair for pair in found if pair[0].blocks],
        "blocked": Counter(key for finding, key in found if finding.blocks),
        "warnings": [pair for pair in found if not pair[0].blocks],
        "acts": acts,
        "saved_at": acts[0].first.at if acts else None,
    }
