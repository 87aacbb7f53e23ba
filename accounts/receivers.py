"""What follows when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.sessions import note_device


@receiver(user_logged_in)
def list_the_device(request: HttpRequest, **kwargs: Any) -> None:
    """Put a fresh session on its person's list of devices."""
    note_device(request)
