"""Documents: attaching, and handing out by a view that checks again."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from core.http import Request
from hiring import services
from hiring.forms import DocumentForm
from hiring.models import Candidacy, Document
from hiring.queries import file_name_for

from .answers import as_attachment, permit, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def document_attach(request: Request, uid: str) -> HttpResponse:
    """Attach a file to a candidacy."""
    rows = Candidacy.objects.visible_to(request.user).select_related("candidate", "role")
    candidacy = get_object_or_404(rows, uid=uid)
    permit(request, "hiring.attach_document", candidacy)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            services.attach_document(candidacy=candidacy, kind=words["kind"], upload=words["file"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The document is attached.")
            return redirect("candidacy_detail", candidacy.uid)
    context = {"form": form, "candidacy": candidacy}
    return render(request, "hiring/document_form.html", context, status=status_of(form))


@require_safe
def document_download(request: Request, uid: str) -> HttpResponseBase:
    """Hand a document to somebody who may see its candidacy or work sample, always as an attachment."""
    rows = Document.objects.visible_to(request.user).select_related("candidacy", "work_sample__interview__stage")
    document = get_object_or_404(rows, uid=uid)
    response = as_attachment(document, name=file_name_for(request.user, document))
    services.record_download(document=document, by=request.user)
    return response
