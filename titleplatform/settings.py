"""One settings module for every environment; what differs comes from environment variables (README, "Configuration")."""

import os
from pathlib import Path

import environ
from django.contrib.messages import constants as messages

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
os.umask(0o077)  # whatever is written is for the owner alone
VAR_DIR.mkdir(parents=True, exist_ok=True)
environ.Env.read_env(VAR_DIR / "env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
# Development keys let a checkout start with DEBUG or DEMO; without, no server does (titleplatform/start.py).
DEVELOPMENT_KEY = "development-only-" + "0" * 48
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_KEY)
# 32 bytes, URL-safe base64: AES-256-GCM of personal numbers, and the pepper of their look-up hash.
DEVELOPMENT_ENCRYPTION_KEY = "ZGV2ZWxvcG1lbnQtb25seS0wMDAwMDAwMDAwMDAwMDA="
DEVELOPMENT_HASH_KEY = "ZGV2ZWxvcG1lbnQtb25seS0xMTExMTExMTExMTExMTE="
FIELD_ENCRYPTION_KEY = env.str("FIELD_ENCRYPTION_KEY", default=DEVELOPMENT_ENCRYPTION_KEY)
FIELD_HASH_KEY = env.str("FIELD_HASH_KEY", default=DEVELOPMENT_HASH_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The project's own apps, from the top floor down. What lists apps derives from this, or has a test that compares it with this.
PROJECT_APPS = ["review", "plans", "experts", "personnel", "orgs"]
INSTALLED_APPS = [
    "titleplatform.apps.TitlePlatformConfig",
    *PROJECT_APPS,
    "guardian",
    "mptt",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "titleplatform.middleware.AddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "titleplatform.middleware.ReturnAfterLoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "titleplatform.middleware.IdleLogoutMiddleware",
    "titleplatform.middleware.SeatMiddleware",
    "titleplatform.middleware.InitialPasswordMiddleware",
    "axes.middleware.AxesMiddleware",
    "titleplatform.middleware.GivenMiddleware",
]

ROOT_URLCONF = "titleplatform.urls"
WSGI_APPLICATION = "titleplatform.wsgi.application"
FORM_RENDERER = "titleplatform.kit.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["titleplatform.kit.templatetags.kit"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "titleplatform.shell.context",
            ],
        },
    }
]

# SQLite in WAL mode with IMMEDIATE transactions: a read-then-write transaction takes the write lock at once,
# so it waits for its turn instead of failing half way.
# Recursive triggers: the guard of the audit rows hears of a row that a REPLACE removes.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; "
        "PRAGMA recursive_triggers=ON;",
    }
else:
    # Nobody waits for a server that is away: 5 s to connect, half a minute until a connection that went dead counts as broken.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=5, keepalives_idle=10, keepalives_interval=5, keepalives_count=3, tcp_user_timeout=30000
    )
    # To compile a statement first costs 200 ms where the statement itself takes 20: no page asks for what would win that back. A disk
    # without a head reads anywhere at one price. To begin parallel workers costs 5 ms: for sums, not for sixty rows.
    tuned = ("jit=off", "random_page_cost=1.1", "parallel_setup_cost=3000")
    DATABASES["default"]["OPTIONS"]["options"] = " ".join(f"-c {each}" for each in tuned)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# The design's class of each kind of message.
MESSAGE_TAGS = {messages.INFO: "", messages.SUCCESS: "is-pass", messages.WARNING: "is-warn", messages.ERROR: "is-fail"}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
IDLE_LOGOUT_SECONDS = env.int("IDLE_LOGOUT_MINUTES", default=60) * 60

# HTTPS is the reverse proxy's work; HTTPS=on makes cookies secure and redirects.
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked inside the proxy
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "object-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
    }
}

AUTH_USER_MODEL = "orgs.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "orgs.login.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "orgs.passwords.StrengthValidator"},
    {"NAME": "orgs.passwords.PersonalDataValidator"},
]
LOGIN_URL = "entrance:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "entrance:login"
# Days until an initial or reset password runs out; 0 = never (docs/screens.md §0).
INITIAL_PASSWORD_DAYS_STAFF = env.int("INITIAL_PASSWORD_DAYS_STAFF", default=30)
INITIAL_PASSWORD_DAYS_APPLICANT = env.int("INITIAL_PASSWORD_DAYS_APPLICANT", default=0)
RANDOM_INITIAL_PASSWORDS = env.bool("RANDOM_INITIAL_PASSWORDS", default=False)

# Lock-out is per account *and* address, so nobody locks a stranger out by knowing an ID number.
AXES_FAILURE_LIMIT = "orgs.login.tries_allowed"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = "orgs.login.lockout_time"
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # what an applicant's growing delay counts
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who keeps trying does not wait longer than said
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_HANDLER = "orgs.login.LockoutHandler"
AXES_DISABLE_ACCESS_LOG = True  # nobody reads it
# What a failed login sent is kept without these: passwords, ID numbers, a form that went through the login (`titleplatform.kept`).
AXES_SENSITIVE_PARAMETERS = ["username", "password", "current", "new", "again", "kept"]
AXES_USERNAME_CALLABLE = "orgs.login.lockout_name"
AXES_LOCKOUT_CALLABLE = "titleplatform.entrance.locked_out"
AXES_CLIENT_IP_CALLABLE = "titleplatform.kit.addresses.client_network"
# Where the client's address stands, for lock-out and the audit trail, and how many proxies of our own stand before us.
CLIENT_IP_HEADERS = env.list("CLIENT_IP_HEADERS", default=["REMOTE_ADDR"])
CLIENT_IP_PROXIES = env.int("CLIENT_IP_PROXIES", default=1)

CSRF_FAILURE_VIEW = "titleplatform.errors.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ANONYMOUS_USER_NAME = None
# guardian.W001: personnel.grants asks guardian itself; Django never does.
# security.W019: our own pages show our own PDFs in a frame, so frames of the same origin are allowed.
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "security.W019"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "Y-m-d"
FORMAT_MODULE_PATH = ["titleplatform.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # what browsers ask for at the root: /favicon.ico
PRIVATE_FILES_DIR = VAR_DIR / "files"
FONT_DIR = VAR_DIR / "fonts"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_FILES_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if S3_BUCKET := env.str("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": S3_BUCKET, "endpoint_url": env.str("S3_ENDPOINT", default=None)},
    }
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}  # those of orgs/queue.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DJANGO_TABLES2_TEMPLATE = "components/table.html"
FILTERS_EMPTY_CHOICE_LABEL = "全部"

# Phones and dates shown before login; a province sets its own.
SUPPORT_PHONE = env.str("SUPPORT_PHONE", default="0371-0000 0000")
PLATFORM_NAME = "职称管理服务平台"
PROVINCE_NAME = env.str("PROVINCE_NAME", default="河南省")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": "titleplatform.logs.OneLineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django_tasks_db": {"level": "ERROR"},  # the worker looks every second
        "weasyprint": {"level": "ERROR"},  # a line for every character that no font has
    },
}
