"""A candidate's own pages to choose a time for an interview, behind a secret link."""

from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import LinkEnded, Refused
from core.http import behind_link
from hiring import services
from hiring.forms import ChoiceForm, DeclineForm, StartForm, WishesForm, wishes_of
from hiring.ical import own_copy
from hiring.models import Offer
from hiring.queries import choice_of

_behind_link = behind_link(services.find_offer)


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link
def offer_page(request: HttpRequest, token: str, offer: Offer) -> HttpResponse:
    """Show the times, or what was chosen; take whatever the candidate says."""
    if not offer.is_open:
        return _answered(request, token, offer)
    zone = offer.candidacy.candidate.timezone
    initial = wishes_of(offer) | {"timezone": zone}
    if request.method != "POST":
        return _times(request, token, offer, ChoiceForm(zone=zone, initial=initial))
    act = request.POST.get("act", "pick")
    form = ChoiceForm(request.POST, zone=zone, initial=initial)
    done = {"zone": _choose_zone, "windows": _say_when}.get(act, _pick)(token, form)
    if done and act == "zone":
        # What was typed goes along into the page that shows the times anew.
        return _times(request, token, services.find_offer(token=token), form)
    if done:
        return redirect("offer_page", token)
    offer = services.find_offer(token=token)
    return _times(request, token, offer, form, status=422) if offer.is_open else _answered(request, token, offer)


def _pick(token: str, form: ChoiceForm) -> bool:
    form.judge_for("pick")
    if form.errors:
        return False
    start, needs = form.cleaned_data["start"], form.cleaned_data["needs"]
    return _try(form, lambda: services.pick_time(token=token, starts_at=start, needs=needs, names=form.names))


def _choose_zone(token: str, form: ChoiceForm) -> bool:
    form.judge_for("zone")
    if form.errors:
        return False
    return _try(form, lambda: services.choose_zone(token=token, timezone=form.cleaned_data["timezone"]))


def _say_when(token: str, form: ChoiceForm) -> bool:
    form.judge_for("windows")
    windows = form.spans()
    form.judge_for("windows")
    if form.errors:
        return False
    return _try(form, lambda: services.say_when(token=token, windows=windows))


def _try(form, act) -> bool:
    """Do ``act``; whether it was done. A refusal stands in ``form``, except that the link has ended."""
    try:
        act()
    except LinkEnded:
        raise
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link
def offer_move(request: HttpRequest, token: str, offer: Offer) -> HttpResponse:
    """Choose another time."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _try(form, lambda: services.move_time(token=token, starts_at=form.cleaned_data["start"])):
        return redirect("offer_page", token)
    offer = services.find_offer(token=token)
    context = _context(token, offer) | {"form": form}
    if offer.can_be_moved:
        context |= _days(offer)
    return render(request, "hiring/offer_move.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link
def offer_decline(request: HttpRequest, token: str, offer: Offer) -> HttpResponse:
    """Ask once more, then decline."""
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _try(form, lambda: services.decline_offer(token=token, words=form.cleaned_data["words"])):
        return redirect("offer_page", token)
    context = _context(token, offer) | {"form": form}
    return render(request, "hiring/offer_decline.html", context, status=422 if form.is_bound else 200)


@require_safe
@_behind_link
def offer_entry(request: HttpRequest, token: str, offer: Offer) -> HttpResponse:
    """Hand out the interview that was chosen as a calendar file; back to the page if there is none."""
    if offer.interview is None or offer.interview.cancelled_at:
        return redirect("offer_page", token)
    offer.interview.candidacy, offer.interview.created_by = offer.candidacy, offer.created_by
    response = HttpResponse(own_copy(offer.interview), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return response


def _answered(request: HttpRequest, token: str, offer: Offer) -> HttpResponse:
    """The page once there is an answer: what was chosen stays open to wishes.

    A tab that is older than the answer saves none: what was typed in it stands in the fields that are empty.
    """
    sent = request.POST if request.POST.get("act") == "wishes" else None
    form = WishesForm(
        sent, initial={name: said or request.POST.get(name, "") for name, said in wishes_of(offer).items()}
    )
    takes_wishes = offer.was_taken and offer.interview is not None and not offer.interview.cancelled_at
    if form.is_valid() and takes_wishes:
        needs = form.cleaned_data["needs"]
        if _try(form, lambda: services.tell_wishes(token=token, needs=needs, names=form.names)):
            return redirect("offer_page", token)
    # Somebody who takes a time twice sees that they have it.
    status = 422 if form.errors else 409 if request.method == "POST" else 200
    context = _context(token, offer) | {"form": form, "takes_wishes": takes_wishes}
    return render(request, "hiring/offer_answered.html", context, status=status)


def _times(request: HttpRequest, token: str, offer: Offer, form: ChoiceForm, *, status: int = 200) -> HttpResponse:
    context = _context(token, offer) | _days(offer) | {"form": form}
    return render(request, "hiring/offer_page.html", context, status=status)


def _context(token: str, offer: Offer) -> dict[str, object]:
    return {"token": token, "offer": offer, "zone": offer.candidacy.candidate.timezone}


def _days(offer: Offer) -> dict[str, object]:
    """What may be chosen now, by day on the candidate's clock."""
    zone = ZoneInfo(offer.candidacy.candidate.timezone)
    choice = choice_of(offer)

    def day(at: datetime) -> object:
        return at.astimezone(zone).date()

    return {"choice": choice, "days": [(date, list(starts)) for date, starts in groupby(choice.starts, key=day)]}
