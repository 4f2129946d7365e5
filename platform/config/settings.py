"""The site's settings. Everything that may differ between machines is read through `config.env`."""

from __future__ import annotations

import logging
import os
import re
import warnings
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.secret import site_secret

ROOT = Path(__file__).resolve().parents[2]
VERSION = "0.1.0"

# Where everything that is not code lies: database, blobs, uploads, logs, the embedded Redis.
DATA_DIR = env.folder("MASTHEAD_DATA", ROOT / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY") or site_secret(DATA_DIR)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [SITE_URL])
CSRF_FAILURE_VIEW = "core.api.csrf_failure"

DATABASE_IS_EMBEDDED = not env.text("DATABASE_URL")
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "masthead.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# `make up` starts an embedded Redis and sets REDIS_URL for its children.
REDIS_URL = env.url("REDIS_URL", {"redis", "rediss", "unix"}) or "redis://127.0.0.1:6379/0"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_rq",
    "knox",
    "csp",
    "django_structlog",
    "core",
    "accounts",
    "channels_app",
    "moderation",
    "generation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.activity.SessionActivityMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "platform" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{SITE_URL}/verify-email?key={{key}}",
    "account_reset_password": f"{SITE_URL}/reset",
    "account_reset_password_from_key": f"{SITE_URL}/reset?key={{key}}",
    "account_signup": f"{SITE_URL}/sign-up",
}
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_TOTP_ISSUER = "Masthead"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = True
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token", "TOKEN_LIMIT_PER_USER": None}
KNOX_TOKEN_MODEL = "accounts.ApiToken"
# Knox's migrations would make its own token table beside ours, unused and in the way of every flush.
MIGRATION_MODULES = {"knox": None}
INVITATION_DAYS = 7

# E-mail: the console and a small "outbox" page by default; a real server by EMAIL_URL.
EMAIL_URL = env.url("EMAIL_URL", {"smtp", "smtp+tls", "smtp+ssl", "smtps"})
OUTBOX_ENABLED = not EMAIL_URL and env.flag("OUTBOX", DATABASE_IS_EMBEDDED)
if EMAIL_URL:
    vars().update(env.email(EMAIL_URL))
else:
    EMAIL_BACKEND = "accounts.outbox.OutboxBackend"
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Masthead <masthead@localhost>")

# Language
LANGUAGE_CODE = "en"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [
    ROOT / name / "locale" for name in ("core", "accounts", "channels_app", "moderation", "generation")
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
FRONTEND_DIST = ROOT / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Whitenoise's answers are read synchronously: small files, and the front's proxy caches them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = lambda path, url: re.search(r"-[\w-]{8}\.\w+$", url)  # noqa: E731  # Vite's hashes
BLOBS_DIR = DATA_DIR / "blobs"
UPLOADS_DIR = DATA_DIR / "uploads"
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", 20 * 1024**3)
UPLOAD_CHUNK_BYTES = 10 * 1024**2
UPLOAD_EXPIRES_HOURS = env.number("UPLOAD_EXPIRES_HOURS", 24)
PHOTO_MAX_BYTES = env.number("PHOTO_MAX_BYTES", 64 * 1024**2)
PHOTO_MAX_PIXELS = env.number("PHOTO_MAX_PIXELS", 41_000_000)  # 40 megapixels as cameras count them
TEAM_QUOTA_BYTES = env.number("TEAM_QUOTA_BYTES", 100 * 1024**3)
# The server refuses an upload that would leave less than this free.
DISK_RESERVE_BYTES = env.number("DISK_RESERVE_BYTES", 512 * 1024**2)
MEDIA_LINK_SECONDS = 6 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = None  # config.limits bounds every body before it is spooled

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.SessionAuthentication",
        "accounts.tokens.ApiTokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.api.CursorPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "core.openapi.ProblemAutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "upload": env.text("RATE_UPLOAD", "600/hour"),
        "make": env.text("RATE_MAKE", "120/hour"),
        "invite": env.text("RATE_INVITE", "60/hour"),
        # Every change in the editor is drawn.
        "draw": env.text("RATE_DRAW", "20000/hour"),
    },
    "EXCEPTION_HANDLER": "core.api.problem_handler",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Masthead",
    "DESCRIPTION": "Channel branding out of your own videos.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # One name for one set of values, wherever it occurs.
    "ENUM_NAME_OVERRIDES": {
        "Role": ["viewer", "author", "editor", "owner"],
        "Language": ["ru", "en"],
        "InvitationState": ["open", "accepted", "expired", "revoked"],
        "ArtworkKind": "channels_app.models.ArtworkKind",
        "ArtworkState": "channels_app.api.serializers.ARTWORK_STATES",
        "VideoState": "channels_app.models.VideoState",
        "VersionState": "channels_app.models.VersionState",
        "ReviewState": "moderation.models.ReviewState",
        "JobKind": "generation.models.JobKind",
        "NewJobKind": ["make_candidates", "understand", "draw_control"],
        "JobState": "generation.models.JobState",
        "ImageShape": ["rectangle", "circle"],
        "SchemaVersion": [(1, 1)],
        "DesignVersion": [(1, 1), (2, 2)],
        "MaskShape": ["rectangle", "ellipse", "polygon"],
        "LayerShape": ["rectangle", "ellipse", "polygon", "arrow"],
        "GradientShape": ["linear", "radial"],
        "BadgeShape": ["pill", "circle", "burst", "flag"],
        "PhotoUse": "channels_app.models.PhotoUse",
        "NewPhotoUse": ["photo", "look", "mask", "logo"],
        "BrandPart": "studio.brand.preset.LOCKS",
        "PaintOperation": ["text", "repaint", "inpaint", "outpaint", "restyle", "upscale"],
        "ReworkVerb": "generation.specs.REWORK_VERBS",
        "ControlKind": ["pose", "face", "depth", "edges"],
        "LookKind": ["look", "style", "layout", "face"],
        "PresetKind": ["style", "modifier"],
        "ModelKind": "generation.api.models.KINDS",
        "ModelOrigin": "generation.api.models.ORIGINS",
        "StyleName": ["natural", "cinematic", "noir", "duotone", "comic", "watercolour"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.openapi.add_problem_schema",
        "core.live_schema.add_live_events",
    ],
}
# Rate limits only; per web process, so that they hold while Redis is away.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Jobs
RQ_QUEUES = {name: {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 3600} for name in ("media", "paint")}
RQ = {"WORKER_CLASS": "generation.worker.WarmWorker"}
JOBS_AHEAD_PER_WORKER = 2
JOB_LOST_AFTER_SECONDS = env.number("JOB_LOST_AFTER_SECONDS", 30, minimum=5)
JOB_DEADLINE_SECONDS = env.number("JOB_DEADLINE_SECONDS", 1800, minimum=10)
# A paint worker works on so many jobs at once, in the same batches where they can share one.
PAINT_JOBS_AT_ONCE = env.number("PAINT_JOBS_AT_ONCE", 4, minimum=1)
# A device that gives no sign of life for so long hangs; the first step after loading a model takes longest.
PAINT_STUCK_SECONDS = env.number("PAINT_STUCK_SECONDS", 300, minimum=5)

# The desk draws for the editor: so many drafts at once, with the pictures of the last ones in so much memory.
# A page waits so long for pixels, then it is told that the desk is busy.
DESK_ANSWER_SECONDS = env.number("DESK_ANSWER_SECONDS", 6, minimum=1)
DESK_THREADS = env.number("DESK_THREADS", 2, minimum=1)
DESK_MEMORY_BYTES = env.number("DESK_MEMORY_BYTES", 640 * 1024**2, minimum=64 * 1024**2)

# Models. Their source is asked by `manage.py models pull` alone, when an operator runs it.
MODELS_DIR = env.folder("MASTHEAD_MODELS_DIR", DATA_DIR / "models")
MODELS_SOURCE = env.url("MASTHEAD_MODELS_SOURCE", {"http", "https"}) or "https://huggingface.co"
MODELS_TOKEN = env.text("MASTHEAD_MODELS_TOKEN")
OFFLINE = env.flag("MASTHEAD_OFFLINE", False)
LORA_MAX_BYTES = env.number("LORA_MAX_BYTES", 1024**3)
# The studio knows no settings; and no library that loads a model may look for it anywhere else.
os.environ["MASTHEAD_MODELS_DIR"] = str(MODELS_DIR)
os.environ["HF_HUB_OFFLINE"] = os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

# A language model that writes briefs: any OpenAI-compatible address of the operator's own, such as
# http://127.0.0.1:11434/v1. Nothing else is ever asked, and what it says is checked.
LLM_URL = env.url("LLM_URL", {"http", "https"})
LLM_MODEL = env.text("LLM_MODEL", "default")
LLM_KEY = env.text("LLM_KEY")
LLM_TIMEOUT_SECONDS = env.number("LLM_TIMEOUT_SECONDS", 60, minimum=1)

# Live
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "core.layer.WatchedPubSubLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}

# Logs
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # Vuetify writes its theme as a style element.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
SECURE_COOKIES = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# What a machine may bring. The first three are for `manage.py up`.
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000)
MEDIA_WORKERS = env.number("MEDIA_WORKERS", 1, minimum=1)
FIRST_OWNER_EMAIL = env.text("FIRST_OWNER_EMAIL", "owner@masthead.localhost")
FIRST_MODERATOR_EMAIL = env.text("FIRST_MODERATOR_EMAIL", "moderator@masthead.localhost")

from config.logs import LOGGING  # noqa: E402, F401
