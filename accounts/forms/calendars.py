"""Adding a calendar from which busy times are read."""

from typing import Any

from django import forms

from accounts.calendars.address import LONGEST_ADDRESS, checked_address
from accounts.calendars.failures import CalendarUnreadable
from accounts.models import BusyCalendar
from accounts.services import CalendarLogin, NoLogin

CALDAV = BusyCalendar.Kind.CALDAV


class CalendarForm(forms.Form):
    """What it is called, where it is, and who asks. The password is never shown again, not even to whoever typed it."""

    name = forms.CharField(
        label="What you call it",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give it a name, such as Work."},
    )
    kind = forms.ChoiceField(
        label="How it is read",
        choices=[
            ("ics", "By its ICS address: the secret one that your calendar shows in its settings"),
            ("caldav", "From a CalDAV server, with a name and a password"),
        ],
        initial="ics",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    address = forms.CharField(
        label="Address",
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text="It begins with https:// or webcal://. Of a CalDAV server, that of one calendar or of all.",
        error_messages={"required": "Type the address."},
    )
    username = forms.CharField(
        label="Name on the server",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Needed for CalDAV.",
    )
    password = forms.CharField(
        label="Password there",
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Needed for CalDAV. If your provider offers app passwords, make one for this.",
    )

    def clean_address(self) -> str:
        """Say at once what can be no address."""
        try:
            return checked_address(self.cleaned_data["address"])
        except CalendarUnreadable as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean(self) -> dict[str, Any]:
        """Ask for name and password where they are needed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == CALDAV:
            for name, words in (("username", NoLogin.message), ("password", "Type the password.")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What ``add_calendar`` takes, of a valid form."""
        typed = self.cleaned_data
        login = CalendarLogin(typed["address"], typed["username"], typed["password"])
        return {"kind": typed["kind"], "name": typed["name"], "login": login}
