"""Setting a password by a link."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from accounts.models import User
from accounts.services import request_password_reset


class FirstPasswordForm(forms.Form):
    """The first password of a person, typed twice."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        max_length=4096,
        help_text="At least 12 characters. A few words in a row are easy to remember and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="The same password again",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Take the person, whose name and address make bad passwords."""
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password1(self) -> str:
        """Check it against the rules."""
        password = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean_password2(self) -> str:
        """Check that both are the same."""
        password = self.cleaned_data["password2"]
        first = self.cleaned_data.get("password1")
        if first is not None and first != password:
            raise forms.ValidationError("The two passwords are not the same.")
        return password


class ForgottenPasswordForm(ResetPasswordForm):
    """The address of somebody who forgot their password. Says and does the same for every address."""

    def clean_email(self) -> str:
        """Look nobody up: the job does."""
        return self.cleaned_data["email"].strip().lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Ask for the mail; django-allauth calls this from its view."""
        request_password_reset(email=self.cleaned_data["email"])
        return self.cleaned_data["email"]
