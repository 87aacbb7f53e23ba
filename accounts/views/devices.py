"""Where one is signed in, and signing out there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.models import Session
from core.http import Request


@require_safe
def device_list(request: Request) -> HttpResponse:
    """Show this device first, then the others by their last use."""
    devices = list(Session.objects.of(request.user).order_by("-seen_at"))
    devices.sort(key=lambda device: device.pk != request.session.session_key)
    context = {"devices": devices, "current": request.session.session_key}
    return render(request, "accounts/device_list.html", context)


@require_POST
def device_sign_out(request: Request, uid: str) -> HttpResponse:
    """Sign out one other device."""
    others = Session.objects.of(request.user).exclude(pk=request.session.session_key)
    services.sign_out_device(device=get_object_or_404(others, uid=uid), by=request.user)
    messages.success(request, "That device is signed out.")
    return redirect("device_list")


@require_POST
def device_sign_out_others(request: Request) -> HttpResponse:
    """Sign out all devices but this one."""
    ended = services.sign_out_other_devices(keep=request.session.session_key, by=request.user)
    messages.success(request, "All other devices are signed out." if ended else "No other device was signed in.")
    return redirect("device_list")
