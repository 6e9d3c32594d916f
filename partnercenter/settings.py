"""The wiring. Every value comes from the environment; README tells what each one does."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from partnercenter.embedded import endpoints
from partnercenter.env import (
    data_dir,
    database,
    env,
    flag,
    json_object,
    kept_secret,
    secret,
    whole,
    words,
)
from partnercenter.roles import Role

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_dir()
PUBLIC_URL = env("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ENCRYPTED = PUBLIC_URL.startswith("https://")

SECRET_KEY = kept_secret("SECRET_KEY", DATA_DIR / "secret-key")
DEBUG = flag("DEBUG")
ALLOWED_HOSTS = words(
    "ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{urlsplit(PUBLIC_URL).hostname}"
)
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)

INSTALLED_APPS = [
    "partnercenter",
    "pricing",
    "customers",
    "billing",
    "partnercenter.web.site.SupplierAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "partnercenter.web.characters.nul_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "partnercenter.web.sessions.limits_middleware",
    "customers.web.middleware.actor_middleware",
    "customers.web.second_factors.second_factor_middleware",
    "customers.web.first_walk.first_walk_middleware",
    "partnercenter.web.errors.refusal_middleware",
]
ROOT_URLCONF = "partnercenter.urls"
WSGI_APPLICATION = "partnercenter.wsgi.application"
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
                "partnercenter.web.context.frame",
            ]
        },
    }
]

# Data
DATABASES = {
    "default": {
        **database(secret("DATABASE_URL") or endpoints.database_url(DATA_DIR)),
        "CONN_HEALTH_CHECKS": True,
    }
}
if password := secret("DATABASE_PASSWORD"):
    DATABASES["default"]["PASSWORD"] = password
if name := env("DATABASE_NAME"):
    DATABASES["default"]["NAME"] = name
if flag("DATABASE_POOL"):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = secret("REDIS_URL") or endpoints.redis_url(DATA_DIR)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": endpoints.cache_url(REDIS_URL),
        "KEY_PREFIX": "pc",
    }
}
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "uploads"},
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "documents"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("en-gb", "British English"),
    ("nl", "Nederlands"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("nb", "Norsk"),
    ("pl", "Polski"),
]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# People
AUTH_USER_MODEL = "partnercenter.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{rule}", "OPTIONS": options}
    for rule, options in {
        "UserAttributeSimilarityValidator": {
            "user_attributes": ("email", "first_name", "last_name")
        },
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Rows of the table of roles that this installation reads otherwise (see partnercenter.grants).
ROLES_FILE = env("ROLES_FILE")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "partnercenter.web.accounts.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "partnercenter.web.codes.Code",
    "reauthenticate": "partnercenter.web.codes.CodeAgain",
}
MFA_TOTP_ISSUER = "Partner Center"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are by invitation, and the link came by mail

# Sign-in that holds: failed attempts from one address, and at one account, within some minutes
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,10/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = whole("TRUSTED_PROXIES", 1) if flag("BEHIND_PROXY") else 0
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * whole("STEP_UP_MINUTES", 5)
SECOND_FACTOR_ROLES = words("SECOND_FACTOR_ROLES", known=(*Role, "staff"))
SESSION_IDLE_MINUTES = whole("SESSION_IDLE_MINUTES", 60)
SESSION_HOURS = whole("SESSION_HOURS", 12)
SESSION_COOKIE_AGE = 3600 * SESSION_HOURS
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_USER")
EMAIL_HOST_PASSWORD = secret("EMAIL_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "billing@partnercenter.example")

# Rules of billing where the sources disagree, agreed with every purchase from now on.
BILLING_RULES = json_object("BILLING_RULES")

# Who is asked online whether a VAT id is valid: a dotted path, empty for nobody.
VAT_CHECKER = env("VAT_CHECKER")

# Price lists: which kinds are shown before their month (empty: all that are updated monthly),
# and from which day of the month before.
PREVIEWED_LISTS = words("PREVIEWED_LISTS")
PREVIEW_DAY = int(env("PREVIEW_DAY", "1"))

# Safety on the wire
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENCRYPTED
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 366 * 24 * 3600 if ENCRYPTED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENCRYPTED
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Background work: messages wake, rows decide (docs/adr/0004)
CELERY_BROKER_URL = endpoints.broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
# Printing gives way to what somebody waits for on a page: 0 goes first, 9 last.
CELERY_TASK_ROUTES = {"billing.render_next_document": {"priority": 6}}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_ENABLE_REMOTE_CONTROL = True  # so that it can be asked whether it still ticks
CELERY_BEAT_MAX_LOOP_INTERVAL = 60
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-documents": {"task": "billing.sweep_documents", "schedule": 60.0},
    "sweep-list-files": {"task": "pricing.sweep_list_files", "schedule": 60.0},
    "run-what-is-due": {"task": "billing.run_what_is_due", "schedule": 3600.0},
    "publish-what-is-due": {"task": "pricing.publish_what_is_due", "schedule": 300.0},
    "publish-as-the-day-begins": {
        "task": "pricing.publish_what_is_due",
        "schedule": crontab(hour=0, minute=1),  # UTC; lists without a preview wait for it
    },
    "announce-previews": {"task": "customers.announce_previews", "schedule": 300.0},
    "sweep-estimates": {"task": "billing.sweep_estimates", "schedule": 60.0},
    "ask-for-estimates": {
        "task": "billing.ask_for_estimates",
        "schedule": crontab(hour=2, minute=15),  # of the night, UTC
    },
    "forget-submissions": {
        "task": "customers.forget_submissions",
        "schedule": crontab(hour=3, minute=40),  # of the night, UTC
    },
    "forget-imports": {
        "task": "customers.forget_imports",
        "schedule": crontab(hour=3, minute=40),  # of the night, UTC
    },
    "forget-sessions": {
        "task": "customers.forget_sessions",
        "schedule": crontab(hour=3, minute=40),  # of the night, UTC
    },
    "tell-of-budgets": {
        "task": "billing.tell_of_budgets",
        "schedule": crontab(minute=45),  # each hour: estimates are brought up to date by day too
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
}
