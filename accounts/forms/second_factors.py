"""Codes and passkeys: django-allauth checks them, the words are ours, and no code of an app counts twice."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    _BaseAddWebAuthnForm,
)
from django import forms
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from accounts.services import note_second_factor_refused, use_up_code


class _CodeForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field, and bring up a keyboard for numbers."""
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Code"
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class _OnceForm(_CodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the only field there is."""
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        """Refuse a code of an authenticator app that was used before, or is older than one that was."""
        code = super().clean_code()  # type: ignore[misc]  # django-allauth's
        factor = self.authenticator  # type: ignore[attr-defined]  # set by it
        if factor.type == Authenticator.Type.TOTP and not use_up_code(factor=factor, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class _RefusalOnRecord(forms.Form):
    def clean(self) -> dict[str, Any] | None:
        """Put on record that a second step did not fit."""
        if any(self.has_error(name, "incorrect_code") for name in self.fields):
            note_second_factor_refused(person=self.user)  # type: ignore[attr-defined]  # set by django-allauth
        return super().clean()


class SignInCodeForm(_RefusalOnRecord, _OnceForm, AuthenticateForm):
    """The code after the password: from the app, or a recovery code."""


class AgainCodeForm(_OnceForm, ReauthenticateForm):
    """The code before something that matters."""


class AppCodeForm(_CodeForm, ActivateTOTPForm):
    """The first code of an app, which shows that it was set up."""


class _KeyField(forms.JSONField):
    """What a browser says of a key. django-allauth checks it, and expects its shape to be right."""

    def __init__(self, *, shape: type[AuthenticationResponse | RegistrationResponse]) -> None:
        """Take the shape: of a new key, or of one that is used."""
        self.shape = shape
        super().__init__(widget=forms.HiddenInput)

    def clean(self, value: Any) -> Any:
        """Refuse in words what is no key at all."""
        value = super().clean(value)
        try:
            self.shape.from_dict(value)
        except Exception as error:
            # A forged key may break its parser anywhere.
            raise get_adapter().validation_error("incorrect_code") from error
        return value


class SignInKeyForm(_RefusalOnRecord, AuthenticateWebAuthnForm):
    """The passkey or key after the password."""

    credential = _KeyField(shape=AuthenticationResponse)


class AgainKeyForm(ReauthenticateWebAuthnForm):
    """The passkey or key before something that matters."""

    credential = _KeyField(shape=AuthenticationResponse)


class PasskeyForm(LoginWebAuthnForm):
    """The passkey in place of the password."""

    credential = _KeyField(shape=AuthenticationResponse)


class PasskeyNameForm(EditWebAuthnForm):
    """How a person calls their key."""

    name = forms.CharField(label="Name", max_length=60)


class NewPasskeyForm(_BaseAddWebAuthnForm):
    """A key and its name; the browser fills in the key."""

    credential = _KeyField(shape=RegistrationResponse)
    name = forms.CharField(
        label="Name", max_length=60, help_text="So that you know it again, for instance “Phone” or “Blue key”."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the name to the person."""
        super().__init__(*args, **kwargs)
        self.initial["name"] = ""
