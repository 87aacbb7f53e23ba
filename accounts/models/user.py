"""The person who signs in."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from core.models import PublicIdModel


def validate_timezone(name: str) -> None:
    """Raise ``ValidationError`` unless ``name`` is an IANA time zone such as ``Europe/Berlin``."""
    if name not in available_timezones():
        raise ValidationError("Choose a time zone from the list.")


class UserQuerySet(models.QuerySet):
    """Who can sign in, and who runs the workspace."""

    def active(self) -> "UserQuerySet":
        """People who may sign in."""
        return self.filter(is_active=True)

    def admins(self) -> "UserQuerySet":
        """Active people with the access level admin."""
        return self.active().filter(access_level=User.AccessLevel.ADMIN)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    """Finds people by e-mail, whatever its case."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: object) -> "User":
        """Store a person; without a password they cannot sign in before they have set one by a link."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        """Return the person with this e-mail address."""
        return self.get(email__iexact=email.strip())


class User(PublicIdModel, AbstractBaseUser, PermissionsMixin):
    """A person in the workspace. What they may do comes from rules, so there are no groups and no superusers."""

    class AccessLevel(models.TextChoices):
        ADMIN = "admin", "Admin"
        RECRUITER = "recruiter", "Recruiter"
        MEMBER = "member", "Member"

    class Theme(models.TextChoices):
        AUTO = "auto", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class Paper(models.TextChoices):
        A4 = "a4", "A4"
        LETTER = "letter", "US Letter"

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField(max_length=120)
    access_level = models.CharField(max_length=10, choices=AccessLevel, default=AccessLevel.MEMBER)
    timezone = models.CharField("time zone", max_length=64, default="UTC", validators=[validate_timezone])
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    paper = models.CharField(max_length=6, choices=Paper, default=Paper.A4)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    # Part of the session's hash: one more ends every session of this person.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    # No superuser: being an admin must never open others' scorecards.
    is_superuser = False
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message="This person is here already.",
            ),
            models.CheckConstraint(
                name="accounts_user_access_level_known",
                condition=Q(access_level__in=["admin", "recruiter", "member"]),
            ),
            models.CheckConstraint(
                name="accounts_user_theme_known",
                condition=Q(theme__in=["auto", "light", "dark"]),
            ),
            models.CheckConstraint(name="accounts_user_paper_known", condition=Q(paper__in=["a4", "letter"])),
            models.CheckConstraint(
                name="accounts_user_has_name_and_email",
                condition=~Q(name="") & ~Q(email=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Always false: there is no Django admin site."""
        return False

    @property
    def first_name(self) -> str:
        """The first word of the name."""
        return (self.name.split() or [""])[0]

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the rules of each app; who was deactivated may nothing, wherever somebody asks for them."""
        return self.is_active and super().has_perm(perm, obj)

    def get_full_name(self) -> str:
        """Return the whole name."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first name."""
        return self.first_name

    def get_session_auth_hash(self) -> str:
        """Return what a session must hold to stay valid: changes with the password and with ``session_epoch``."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same hash under each earlier secret key."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes) -> str:
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()


def any_reader(access_level: str, pk: int) -> User:
    """Somebody for whom a rule can be stated before it is known who asks: for a ``Statement``, never saved.

    A rule that looks at anything else of them than these two fails (``DoesNotExist``), since everybody would get the
    answer of whoever came first.
    """
    return User.from_db(None, ["id", "access_level"], [pk, access_level])
