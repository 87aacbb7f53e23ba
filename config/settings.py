"""Evenhand's one settings file, read from the environment (``.env.example`` lists every variable).

Safe by default: without ``DEBUG`` it refuses to start with a weak key, a wildcard host or demonstration sign-ins.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from config import broker, calendars, company, databases, logs, loops, watching

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
env.smart_cast = False
env.escape_proxy = True
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

# --- Environment ---------------------------------------------------------------------------------------------------
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}

if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured("SECRET_KEY must be set to at least 50 random characters. See .env.example.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts served; '*' is refused.")
if (DEBUG or DEMO) and not set(ALLOWED_HOSTS) <= LOOPBACK_HOSTS:
    raise ImproperlyConfigured("DEBUG and DEMO are for this machine only: ALLOWED_HOSTS must be loopback names.")

# --- Applications --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.static.PublishedStaticFiles",
    "django.forms",
    "rules",
    "csp",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "core",
    "accounts",
    "question_bank",
    "hiring",
    "scorecards",
    "references",
    "debriefs",
    "config",
]
MIDDLEWARE = [
    "core.middleware.RequestIds",
    "core.middleware.Walls",
    "core.middleware.SmallPages",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.ShortBodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.Crowd",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.CompanyDoor",
    "accounts.middleware.SecondFactorFirst",
    "accounts.middleware.OwnTimeZone",
    "accounts.middleware.SignedInDevice",
    "core.middleware.CleanQuery",
    "core.middleware.KnownMethods",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ------------------------------------------------------------------------------------------------------
# Behind a pooler that gives each transaction another connection.
POOLED = env.bool("POOLED", default=False)
DATABASES = {"default": databases.read_database(env, f"sqlite:///{VAR_DIR / 'evenhand.sqlite3'}", pooled=POOLED)}
DATABASE_LIMITS, DATABASE_PLANNER = databases.LIMITS, databases.PLANNER
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", default=not POOLED)
# Holds the counts of tries at the sign-in page: shared by all processes, and there when Redis is not.
# Many entries, so that tries under many names do not push out what is known of one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sign-in --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "accounts.backends.EmailBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.validators.CommonPasswords"},
    {"NAME": "accounts.validators.ContextWords"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignupAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.OwnPasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.tokens.ResetTokens"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 4 * 3600
SESSION_ENGINE = "accounts.sessions"
CALENDAR_NETWORKS, LOOP_EFFORT = calendars.read_networks(env), loops.read_effort(env)
COMPANY_SIGN_IN = company.read_company(env)
SOCIALACCOUNT_ADAPTER = "accounts.company.adapter.CompanyAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# Who must have a second step at sign-in: admins, everyone or nobody.
SECOND_FACTOR = env.str("SECOND_FACTOR", default="nobody" if DEMO else "admins")
if SECOND_FACTOR not in {"admins", "everyone", "nobody"}:
    raise ImproperlyConfigured("SECOND_FACTOR must be admins, everyone or nobody.")
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.SignInCodeForm",
    "reauthenticate": "accounts.forms.AgainCodeForm",
    "activate_totp": "accounts.forms.AppCodeForm",
    "authenticate_webauthn": "accounts.forms.SignInKeyForm",
    "reauthenticate_webauthn": "accounts.forms.AgainKeyForm",
    "login_webauthn": "accounts.forms.PasskeyForm",
    "add_webauthn": "accounts.forms.NewPasskeyForm",
    "edit_webauthn": "accounts.forms.PasskeyNameForm",
}

# --- The browser's walls -------------------------------------------------------------------------------------------
# Without require-trusted-types-for: htmx parses every answer with Document.parseHTMLUnsafe, which it would block.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Lax, not Strict: links in mails lead to pages, and whoever follows one is signed in already. Nothing changes by GET.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "evenhand_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "evenhand_csrf"
# Read by static/js/csrf.js: after a new sign-in in another tab, an open scorecard saves with the token of that sign-in.
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=63_072_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# A file of 10 MB and the fields around it.
LARGEST_REQUEST = 10 * 1024 * 1024 + DATA_UPLOAD_MAX_MEMORY_SIZE

# --- Open pages that are told what moved (core/live.py) --------------------------------------------------------------
# How many of them one web process serves, each in a thread of its own; and for how many seconds one stays open.
LIVE_STREAMS, LIVE_SECONDS = env.int("LIVE_STREAMS", default=24), env.int("LIVE_SECONDS", default=20)

# --- A crowd ------------------------------------------------------------------------------------------------------
# How many requests one web process works on at a time; a few wait, and others are asked to come again.
MOST_AT_ONCE = env.int("MOST_AT_ONCE", default=16)

# --- Language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = ["config.formats"]

# --- Static and stored files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {
        "BACKEND": env.str("FILE_STORAGE", default="core.storage.WholeFiles"),
        "OPTIONS": env.json("FILE_STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.static.PublishedFiles"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
# Compiled PDFs; whoever asks again has it compiled anew.
PACKETS_KEPT_DAYS = env.int("PACKETS_KEPT_DAYS", default=30)

# --- Mail ----------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Evenhand <evenhand@localhost>")

# --- Background work: what does not depend on where it runs stands in config/celery.py -----------------------------
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(REDIS_URL, BROKER_DIR)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Watching -------------------------------------------------------------------------------------------------------
LOGGING = logs.read_logging(env)
METRICS_TOKEN = watching.read_token(env, MIDDLEWARE)
TRACES_TO = watching.read_collector(env, MIDDLEWARE)
