"""All settings of Django, in one file. What differs between two installations comes from the environment."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from makegood.config import env, env_inbox, env_mail
from makegood.config.links import PATH

PATIENCE_SECONDS = 30
"""So long a command waits for somebody else's locks; then it ends with the error `busy`."""
MAIL_SECONDS = 20
"""So long we wait for each answer of whoever carries our mail."""


def _sqlite(database: env.Database) -> dict[str, Any]:
    return {
        "ENGINE": "makegood.db.sqlite3",
        "NAME": database.name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # The writer's lock is taken at BEGIN: a transaction never finds out half-way that it cannot write.
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE_SECONDS,  # for another writer
            # FULL: what was answered on the strength of a commit outlives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; "
            "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA journal_size_limit=67108864",
        },
    }


def _postgresql(database: env.Database) -> dict[str, Any]:
    # Only who uses PostgreSQL has its driver.
    try:
        from django.db.backends.postgresql.psycopg_any import IsolationLevel
    except ImportError:
        raise env.invalid(
            env.DATABASE,
            found="a PostgreSQL database, and no driver for it",
            expected="the driver (pip install 'makegood[postgres]'), or a SQLite database",
        ) from None

    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "OPTIONS": {
            **database.options,
            # Said when the connection is made: it costs no command a question.
            "options": f"-c lock_timeout={PATIENCE_SECONDS}s",
            # Said, not left to the server: locks and conditional updates are written for this level.
            "isolation_level": IsolationLevel.READ_COMMITTED,
            # Statements may be planned once per connection (db.sql); Django's own never are.
            "prepare_threshold": 5,
        },
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


_DATABASE = env.database(os.environ)

SECRET_KEY = env.secret_key(os.environ)
DEBUG = False
SHOP_URL = env.url(os.environ)
PORTAL_PATH = PATH
# Where customers are sent to, they are let in.
ALLOWED_HOSTS = list(dict.fromkeys((*env.hosts(os.environ), str(urlsplit(SHOP_URL).hostname))))
API_RATE = env.api_rate(os.environ)

# No ATOMIC_REQUESTS: `makegood.flow` alone begins what is written, and keeps it short.
DATABASES = {"default": _sqlite(_DATABASE) if _DATABASE.engine == "sqlite" else _postgresql(_DATABASE)}
# Of guesses at passwords and codes, and of what programs ask: all processes count together. Nothing else is kept there
# (makegood.db.limits).
CACHES = {
    "default": {
        "BACKEND": "makegood.config.limits.Counts",
        "LOCATION": "makegood_limit",
        "KEY_FUNCTION": "makegood.config.limits.kept_as",
        # With fewer, whoever guesses from many places would push out what is counted of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "makegood.config.urls"
WSGI_APPLICATION = "makegood.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "makegood.console.apps.ConsoleConfig",  # before allauth: its pages are laid out by ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "makegood.portal.apps.PortalConfig",
    "makegood.db.apps.DbConfig",
]
MIDDLEWARE = [
    "makegood.config.edge.edge",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
# Whoever speaks to us over TLS does so through what stands in front; it says so.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Only who carries us over TLS knows that: without an https address nobody is sent anywhere.
_OVER_TLS = SHOP_URL.startswith("https:")
SECURE_SSL_REDIRECT = _OVER_TLS
# Whoever watches the process asks it directly.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 86_400 if _OVER_TLS else 0
# Other names below the shop's are not ours to bind (W005), nor is a browser's own list (W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# A batch of orders may be large; more than this is no batch.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
# A hundred rules of the policy have a dozen settings each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "makegood.console.menu.around",
            ]
        },
    }
]
STATIC_URL = "static/"
# The packages' own files, as they are installed: nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

_MAIL = env_mail.mail(os.environ)
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.tls == "starttls", _MAIL.tls == "tls"
EMAIL_TIMEOUT = MAIL_SECONDS
EMAIL_FILE_PATH = _MAIL.folder
# Empty: no provider calls us, and nobody is answered there (makegood.api.mail_hooks).
MAIL_PROVIDER, MAIL_HOOK = _MAIL.provider_name, env_mail.hook(os.environ, _MAIL)
ANYMAIL = {**_MAIL.provider, "REQUESTS_TIMEOUT": MAIL_SECONDS, "WEBHOOK_SECRET": MAIL_HOOK}
# Empty: no mail leaves this shop (makegood.mailer).
DEFAULT_FROM_EMAIL = _MAIL.sender

_INBOX = env_inbox.inbox(os.environ)
# Empty: no mail is read (makegood.mailer.inbox).
INBOX_HOST, INBOX_PORT, INBOX_TLS = _INBOX.host, _INBOX.port, _INBOX.tls
INBOX_USER, INBOX_PASSWORD, INBOX_FOLDER = _INBOX.user, _INBOX.password, _INBOX.folder
INBOX_TIMEOUT = MAIL_SECONDS

# One line each, on the error output: whoever runs us keeps them. No request's body or key is ever among them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "lines": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_links", "short"]}
    },
    "filters": {
        "no_links": {"()": "makegood.config.links.NoLinks"},
        "short": {"()": "makegood.config.lines.Short"},
    },
    "loggers": {
        "django": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
        # Why a mail was put aside is told nowhere else.
        "makegood.inbox": {"level": "INFO"},
    },
    "root": {"handlers": ["lines"], "level": "WARNING"},
}

# Forms come from where customers were sent, whatever stands in front of us does with the address.
CSRF_TRUSTED_ORIGINS = [SHOP_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "makegood.console.door.foreign"

# A browser that knocks over TLS keeps its keys for TLS.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _OVER_TLS
SESSION_ENGINE = "makegood.config.sessions"
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_COOKIE_SAMESITE = "Lax"
# What is told once goes with the answer: it costs no row.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Moments are UTC; a day is a day in the shop's zone, and that is policy.
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"

AUTH_USER_MODEL = "makegood.Person"
AUTHENTICATION_BACKENDS = ["makegood.console.backend.TeamBackend"]
# Costs whoever steals the database memory for each guess, and needs no package of its own.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# People sign in with their e-mail address; there are no user names.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Guesses are counted by who makes them: behind others of our own, whom the last of those saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.proxies(os.environ)
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
# Whoever adds a person vouches for their address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "makegood.config.accounts.Accounts"
# Whoever was let in by hand has no address to prove first.
MFA_ADAPTER = "makegood.config.accounts.SecondFactor"
MFA_ALLOW_UNVERIFIED_EMAIL = True
# An app on a phone and recovery codes; passkeys would need scripts of others on our pages.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# What an invitation is good for.
PASSWORD_RESET_TIMEOUT = 3 * 86_400
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
