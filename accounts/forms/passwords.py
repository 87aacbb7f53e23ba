"""Setting a password by a link."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.shortcuts import redirect

from accounts.models import User
from accounts.services import ResetLinkNotValid, request_password_reset, reset_password

PASSWORD_HELP = "At least 12 characters. A few words in a row are easy to remember and hard to guess."  # noqa: S105


def _word(form: forms.Form, **labels: str) -> None:
    """Give fields of django-allauth our labels, and no words inside the fields."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class FirstPasswordForm(forms.Form):
    """The first password of a person, typed twice."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        max_length=4096,
        help_text=PASSWORD_HELP,
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


class SignInForm(LoginForm):
    """Address and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the fields."""
        super().__init__(*args, **kwargs)
        _word(self, login="E-mail address", password="Password")  # noqa: S106


class OwnPasswordForm(ChangePasswordForm):
    """The password one has, and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the fields."""
        super().__init__(*args, **kwargs)
        _word(self, oldpassword="The password you have now", password1="New password", password2="The same again")
        self.fields["password1"].help_text = PASSWORD_HELP


class NewPasswordForm(ResetPasswordKeyForm):
    """A new password, set by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the fields."""
        super().__init__(*args, **kwargs)
        _word(self, password1="New password", password2="The same again")
        self.fields["password1"].help_text = PASSWORD_HELP

    def save(self) -> None:
        """Set it, unless the link was used since the page was opened: the same address then says so."""
        try:
            reset_password(person=self.user, key=self.temp_key, password=self.cleaned_data["password1"])
        except ResetLinkNotValid as refusal:
            raise ImmediateHttpResponse(redirect(context.request.path)) from refusal
        get_adapter().forget_wrong_tries(self.user)


class ForgottenPasswordForm(ResetPasswordForm):
    """The address of somebody who forgot their password. Says and does the same for every address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        _word(self, email="E-mail address")

    def clean_email(self) -> str:
        """Look nobody up: the job does."""
        return self.cleaned_data["email"].strip().lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Ask for the mail; django-allauth calls this from its view."""
        request_password_reset(email=self.cleaned_data["email"])
        return self.cleaned_data["email"]
