"""What is written down in a debrief: notes and changed minds."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import SOMEONE_ELSES, Request, is_someone_elses
from question_bank.models import Question
from scorecards.queries import evidence_matrix
from scorecards.services import InvalidChanges

from .. import services
from ..forms import NoteForm, RevisionForm
from ..queries import agenda, find_debrief
from .page import meeting_page


@require_POST
def agenda_note_save(request: Request, uid: str, question_uid: str) -> HttpResponse:
    """Save the note on one question: as it is typed (htmx), or by its button."""
    if is_someone_elses(request, request.POST):
        return _not_stored(request, uid)
    debrief = find_debrief(request.user, uid)
    # Whether it is still open is the service's to say: what was typed comes back with the answer.
    if not request.user.has_perm("debriefs.attend_debrief", debrief):
        raise PermissionDenied
    question = get_object_or_404(Question.objects.select_related("stage"), uid=question_uid)
    item = next((item for item in agenda(debrief) if item.question == question), None)
    if item is None:
        raise Http404
    form = NoteForm(request.POST)
    context = {"debrief": debrief, "current": item, "may_note": True, "text": request.POST.get("text", "")}
    if not form.is_valid():
        return _note(request, context | {"error": "This note could not be read. Your words are kept here."}, 422)
    try:
        note = services.write_agenda_note(debrief=debrief, question=question, by=request.user, **form.cleaned_data)
    except services.NoteConflict as conflict:
        both = f"{conflict.note.text}\n\n{form.cleaned_data['text']}"
        return _note(request, context | {"text": both, "note": conflict.note, "error": conflict.message}, 422)
    except services.NotInTheRoom as refused:
        raise PermissionDenied from refused
    except Refused as refused:
        return _note(request, context | {"error": refused.message}, 422)
    if request.htmx:
        return render(request, "debriefs/_note_state.html", {"note": note})
    return redirect(f"{reverse('debrief_detail', kwargs={'uid': debrief.uid})}?step=agenda&item={item.number}")


def _not_stored(request: Request, uid: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(SOMEONE_ELSES, status=401)
    messages.error(request, SOMEONE_ELSES)
    return redirect("debrief_detail", uid=uid)


def _note(request: Request, context: dict[str, object], status: int) -> HttpResponse:
    """The whole form again, with every word: inside the page for htmx, as a small page of its own without."""
    template = "debriefs/_note.html" if request.htmx else "debriefs/note_form.html"
    response = render(request, template, context, status=status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#note", "outerHTML"
    return response


@require_POST
def revision_create(request: Request, uid: str, scorecard_uid: str) -> HttpResponse:
    """Change one's own recommendation or one level, with the reason."""
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.attend_debrief", debrief):
        raise PermissionDenied
    matrix = evidence_matrix(request.user, debrief.candidacy)
    columns = {column.scorecard.uid: column for stage in matrix.stages for column in stage.columns if column.is_own}
    if not columns:
        raise PermissionDenied
    if scorecard_uid not in columns:
        raise Http404
    form = RevisionForm(request.POST, column=columns[scorecard_uid], stages=matrix.stages)
    if form.is_valid():
        data = form.cleaned_data | {"criterion": form.criteria.get(form.cleaned_data["criterion"])}
        try:
            own = columns[scorecard_uid].scorecard
            services.change_mind(debrief=debrief, scorecard=own, by=request.user, **data)
        except services.NotInTheRoom as refused:
            raise PermissionDenied from refused
        except InvalidChanges as refused:
            for field, sentence in refused.errors.items():
                form.add_error(field if field in form.fields else None, sentence)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Your change is on record, beside what you sealed.")
            return redirect(f"{reverse('debrief_detail', kwargs={'uid': debrief.uid})}?step=revote")
    return meeting_page(request, debrief, "revote", status=422, revision_form=form)
