"""Inviting and changing people."""

from django import forms

from accounts.models import User

ACCESS_HELP = (
    "Admins manage people and guides. Recruiters plan hiring for all roles. Members see the roles they sit on."
)


class PersonForm(forms.Form):
    """What an admin may change about a person."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    access_level = forms.ChoiceField(
        label="Access level", choices=User.AccessLevel, initial=User.AccessLevel.MEMBER, help_text=ACCESS_HELP
    )


class InvitePersonForm(PersonForm):
    """A new person."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    field_order = ("email", "name", "access_level")
