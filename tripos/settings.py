"""Django settings. Everything an operator may set is an environment variable; docs/operations.md lists them."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tripos.api.openapi import SPECTACULAR_SETTINGS  # noqa: F401 (a setting)
from tripos.environment import BASE_DIR, database, database_urls, home, secret_key
from tripos.web.redaction import mask_secrets

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(str(BASE_DIR / ".env"))

TRIPOS_HOME = home()
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("TRIPOS_DEMO", False)  # bin/run sets it: plain http on one machine, mail printed to the log
TESTING = env.bool("TRIPOS_TESTING", False)
if TESTING and env.str("TRIPOS_NOW", ""):
    from tripos.testing.clock import travel_to

    travel_to(env.str("TRIPOS_NOW"))
# Production is what is left: a server that strangers reach.
PRODUCTION = not (DEBUG or DEMO or TESTING)
# tripos/gunicorn_conf.py says "web", the worker's starter "worker"; a bare gunicorn is known by its name.
SERVING = env.str("TRIPOS_PROCESS", "") in ("web", "worker") or (
    bool(sys.argv) and ("gunicorn" in os.path.basename(sys.argv[0]) or sys.argv[1:2] == ["worker"])
)

SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"] if not PRODUCTION else []
)
if PRODUCTION and SERVING:
    missing = [name for name, value in {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS}.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"Set {' and '.join(missing)} before serving (docs/operations.md).")
# Commands that make no promise to anybody (migrate, check) may run without one.
SECRET_KEY = SECRET_KEY or ("not-a-secret-" + "x" * 50 if not SERVING else "")

# -- database ----------------------------------------------------------------------------------------------------

DATABASE_URLS = database_urls()
WORKER = env.str("TRIPOS_PROCESS", "") == "worker"
_options: dict[str, Any] = {"connect_timeout": "10"}
if SERVING:
    _options["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", 16),
        "timeout": 15,
        "max_idle": 120,
    }
DATABASES: dict[str, Any] = {
    "default": {
        **database(DATABASE_URLS.get("jobs" if WORKER else "web", ""), **_options),
        "ATOMIC_REQUESTS": True,
        "CONN_HEALTH_CHECKS": True,
    },
}
if DATABASE_URLS.get("owner"):
    # Only commands use it (migrations, loading data); a serving process is not given DATABASE_OWNER_URL.
    DATABASES["owner"] = database(
        DATABASE_URLS["owner"], engine="django.db.backends.postgresql", assume_role="tripos_owner"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rendered days of trips, catalogues, rate limits. In the process's own memory, unless several processes are to count
# together: then CACHE_URL names what they share. Nothing in it must last.
CACHES = {
    "default": env.cache("CACHE_URL")
    if env.str("CACHE_URL", "")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
}

# -- apps --------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "tripos.db",
    "tripos.accounts",
    "tripos.audit",
    "tripos.jobs",
    "tripos.web",
    "tripos.api",
    "places",
    "trips",
    "ai",
    "conversations",
    "tripos.demo",
    "tripos.support",
    "tripos.admin_config.TriposAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tripos.web.request_log.RequestLogMiddleware",
    "tripos.api.middleware.CorsMiddleware",
    "tripos.api.middleware.ShortWayMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tripos.api.middleware.ApiMiddleware",
    "tripos.web.middleware.ActorMiddleware",
    "tripos.web.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
# What requests with a token pass instead of all that follows ``ShortWayMiddleware``.
API_MIDDLEWARE = [
    "django.middleware.locale.LocaleMiddleware",
    "tripos.api.middleware.ApiMiddleware",
    "tripos.web.middleware.ActorMiddleware",
    "tripos.web.middleware.ReaderMiddleware",
]
ROOT_URLCONF = "tripos.urls"
WSGI_APPLICATION = "tripos.wsgi.application"
ASGI_APPLICATION = "tripos.asgi.application"
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
                "tripos.web.context_processors.site",
            ],
        },
    },
]

# -- accounts ----------------------------------------------------------------------------------------------------

# E-mail addresses are unique among live accounts (unique_live_email): a deleted one may sign up again.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["tripos.accounts.backends.SignInBackend"]
SESSION_ENGINE = "tripos.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env.str("ACCOUNT_EMAIL_VERIFICATION", "optional")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if not PRODUCTION else "https"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "signup": "tripos.accounts.forms_security.NewAccountForm",
    "reset_password": "tripos.accounts.forms_security.ForgottenForm",
}
ACCOUNT_ADAPTER = "tripos.accounts.adapter.AccountAdapter"
# Beside allauth's own rates of signing in and up, resets and addresses (tripos/accounts/limits.py).
ACCOUNT_RATE_LIMITS = {
    "make_token": "20/h/user",
    "picture": "20/h/user",
    "album": "60/h/user",
    "close_account": "5/h/user",
    "invite": "40/h/user",
    "say": "40/m/user",
    "add_place": "40/h/user",
    "share_link": "60/h/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.console.EmailBackend",
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Tripos <no-reply@tripos.example>")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
# A mail server that does not answer must not hold a page.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)

# -- language, time, files ---------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Only what is translated whole: else a Finnish browser reads Django's and allauth's words in Finnish among ours.
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "tripos.formats"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
# The demo serves the files from where they lie; production runs collectstatic once.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
# Travellers' pictures: files that this site serves itself (tripos/accounts/pictures.py), never a web server.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(TRIPOS_HOME / "media"))
MAP_TILE_URL = env.str("MAP_TILE_URL", "")
MAP_TILE_ATTRIBUTION = env.str("MAP_TILE_ATTRIBUTION", "© OpenStreetMap contributors")

# -- security ----------------------------------------------------------------------------------------------------

_tile_hosts = ["{0.scheme}://{0.netloc}".format(urlsplit(MAP_TILE_URL))] if MAP_TILE_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *[host.replace("{s}", "*") for host in _tile_hosts]],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", int(timedelta(days=365).total_seconds()))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", True)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # The health checks come from the machine itself, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

# -- agents ------------------------------------------------------------------------------------------------------

AI_MODEL = env.str("TRIPOS_AI_MODEL", "embedded")
# Another server that speaks OpenAI's chat completions, for openai:… and ollama:… models.
AI_BASE_URL = env.str("TRIPOS_AI_BASE_URL", "") or env.str("OPENAI_BASE_URL", "")
# Not sent where empty: some models refuse it.
AI_TEMPERATURE = env.float("TRIPOS_AI_TEMPERATURE", None)
# US dollars per million tokens, "input/output", for a model that the price list does not know.
AI_PRICES = env.str("TRIPOS_AI_PRICES", "")
# The most that one answer may take, and one traveller in 24 hours. Staff set others, for all, for an agent or for a
# traveller, in the back office (agent limits).
AI_TURN_SECONDS = env.int("TRIPOS_AI_TURN_SECONDS", 60)
AI_LIMITS = {
    "run_calls": env.int("TRIPOS_AI_RUN_CALLS", 24),
    "run_tokens": env.int("TRIPOS_AI_RUN_TOKENS", 150_000),
    "run_seconds": AI_TURN_SECONDS,
    "run_cost_usd": env.str("TRIPOS_AI_RUN_COST_USD", "0.50"),
    "day_runs": env.int("TRIPOS_AI_DAY_RUNS", 300),
    "day_calls": env.int("TRIPOS_AI_DAY_CALLS", 2_000),
    "day_tokens": env.int("TRIPOS_AI_DAY_TOKENS", 2_000_000),
    "day_seconds": env.int("TRIPOS_AI_DAY_SECONDS", 7_200),
    "day_cost_usd": env.str("TRIPOS_AI_DAY_COST_USD", "5.00"),
}
# How many event streams may wait at once; the threads beyond them (tripos/gunicorn_conf.py) are the pages'.
STREAM_SEATS = max(1, env.int("WEB_THREADS", 64) - 16)
# Tests that look at a turn while it is under way slow it down: seconds to wait before each of its steps.
AI_STEP_SECONDS = env.float("TRIPOS_STEP_SECONDS", 0.0) if TESTING else 0.0

# -- weather -----------------------------------------------------------------------------------------------------

WEATHER = env.str("TRIPOS_WEATHER", "")  # "open-meteo", or nothing: then nothing is said about the weather
# Where the site is: what mails of the worker link to, which has no request to know it from.
PUBLIC_URL = env.str("TRIPOS_URL", "")
WEATHER_URL = env.str("TRIPOS_WEATHER_URL", "https://api.open-meteo.com")
WEATHER_KEY = env.str("TRIPOS_WEATHER_KEY", "")

# -- API ---------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "tripos.api.schema.ApiSchema",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
# Requests/seconds that a token, a person or an address may send. Per process: with several, each allows as many.
API_RATES = {
    "default": env.str("API_RATE", "600/60"),
    "sign-in": env.str("API_SIGN_IN_RATE", "10/900"),
    "planning": env.str("API_PLANNING_RATE", "60/60"),
}
# Origins whose pages may use the API with a token, separated by commas; "*" for all. None by default.
API_CORS_ORIGINS = env.list("API_CORS_ORIGINS", default=[])

# -- jobs --------------------------------------------------------------------------------------------------------


PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# -- logs --------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_secrets,
                structlog.processors.JSONRenderer()
                if PRODUCTION
                else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
            ],
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "django_structlog": {"level": "INFO"},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info if PRODUCTION else structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
