"""What holds in every place the site runs."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import environment, single_sign_on

BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = environment.SECRET_KEY
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = environment.CSRF_TRUSTED_ORIGINS

INSTALLED_APPS = [
    # the floors, highest first
    "portal.administration",
    "portal.home",
    "portal.search",
    "portal.demo",
    "toolkits",
    "communities.accounts",
    "communities.moderation",
    "communities.discussions",
    "communities.signin",
    "communities.messaging",
    "communities.notifications",
    "communities.spaces",
    "communities.members",
    "communities.agencies",
    "communities.screening",
    "communities.platforms",
    "communities.tags",
    "communities.finding",
    "communities.ledger",
    "communities.kit",
    # pages and editing
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # people
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    # the rest
    "procrastinate.contrib.django",
    "csp",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "communities.signin.sso.middleware.OneDoorMiddleware",
    "communities.signin.middleware.StayingMiddleware",
    "communities.members.middleware.PersonMiddleware",
    "communities.signin.middleware.SecondFactorMiddleware",
    "portal.middleware.AdminPolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
                "portal.context.site",
            ],
        },
    }
]

DATABASES = {"default": environment.database()} if environment.DATABASE_URL else {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["communities.signin.backends.MemberBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "communities.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 1  # a second one, of anybody, would open the account as well
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {  # those that end on the page "Too many tries", which says: in one minute
    "login": "30/m/ip",
    "signup": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    # those that a form answers; five minutes at most, as its sentence says
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.TRUSTED_PROXIES
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "signup": "communities.signin.forms.JoinForm",
    "login": "communities.signin.forms.PasswordSignInForm",
    "request_login_code": "communities.signin.forms.SignInForm",
    "confirm_login_code": "communities.signin.forms.SignInCodeForm",
    "set_password": "communities.signin.forms.NewPasswordForm",
    "change_password": "communities.signin.forms.OtherPasswordForm",
    "reauthenticate": "communities.signin.forms.ConfirmByPasswordForm",
}

# --- Second factors -----------------------------------------------------------------------------
MFA_ADAPTER = "communities.signin.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = environment.SITE_NAME
MFA_TOTP_TOLERANCE = 1  # the code before and the one after count too (RFC 6238, 5.2): clocks differ
MFA_FORMS = {
    "activate_totp": "communities.signin.forms.AppForm",
    "authenticate": "communities.signin.forms.FactorCodeForm",
    "reauthenticate": "communities.signin.forms.ConfirmByFactorForm",
    "add_webauthn": "communities.signin.forms.PasskeyForm",
    "edit_webauthn": "communities.signin.forms.PasskeyNameForm",
    "login_webauthn": "communities.signin.forms.PasskeySignInForm",
}
AUTHENTICATOR_KEYS = environment.AUTHENTICATOR_KEYS
SECOND_FACTOR_GRACE_DAYS = environment.SECOND_FACTOR_GRACE_DAYS
SECOND_FACTOR_ENFORCED = True

# --- Single sign-on: nothing of it shows until the first four are set -------------------------------
SSO_NAME = environment.SSO_NAME
SSO_ISSUER = environment.SSO_ISSUER
SSO_CLIENT_ID = environment.SSO_CLIENT_ID
SSO_PRIVATE_KEY = single_sign_on.private_key()
SSO_ACR_VALUES = environment.SSO_ACR_VALUES.split()
SSO_SCOPES = environment.SSO_SCOPES.split()
SSO_KEYS_URL = environment.SSO_KEYS_URL
SSO_ONLY = environment.SSO_ONLY
SOCIALACCOUNT_ADAPTER = "communities.signin.sso.adapters.NoOtherProviders"

# --- Sessions -----------------------------------------------------------------------------------
SESSION_COOKIE_AGE = environment.SESSION_MINUTES * 60  # from signing in, however much it is used
SESSION_IDLE = environment.SESSION_IDLE_MINUTES * 60  # without use
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# --- Pages --------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = environment.SITE_NAME
WAGTAILADMIN_BASE_URL = environment.BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILADMIN_LOGIN_URL = "account_request_login_code"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/code/"
WAGTAILIMAGES_IMAGE_MODEL = "toolkits.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "toolkits.File"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILEMBEDS_FINDERS: list = []
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True
TAG_LIMIT = 5

# --- What can be found, by feature: a communities.finding.rebuilding.Source -----------------------------
FINDING_SOURCES = {
    "members": "communities.members.indexing.MEMBERS_SOURCE",
    "visitors": "communities.members.indexing.VISITORS_SOURCE",
    "communities": "communities.spaces.indexing.COMMUNITIES",
    "topics": "communities.discussions.indexing.TOPICS",
    "toolkits": "toolkits.indexing.TOOLKITS",
    "sections": "toolkits.indexing.SECTIONS",
}

FINDING_SYNONYMS: dict[str, str] = {}  # by feature: a function of no arguments, groups of words for one thing
SEARCH_MODEL = environment.SEARCH_MODEL or BASE_DIR / "var" / "models" / "minilm-l6-int8"

# --- What looks through a file before anybody gets it, and how much somebody may post --------------------
LIMITS_ON_ACTS = True  # False where a machine posts for a measurement
ATTACHMENT_SCANNER = environment.ATTACHMENT_SCANNER  # a function of a file: why not, or an empty text

# --- What else `manage.py reindex` makes again, by feature ------------------------------------------------
FINDING_REBUILDS = {"directory": "communities.members.listing.rebuild"}

# --- What a profile shows of a member, by feature: a function of the member and the viewer -----------
PROFILE_PARTS = {
    "memberships": "communities.spaces.reading.memberships_of",
    "given": "communities.discussions.reading.topics.given_by",
    "sections": "toolkits.reading.kept_by",
    "may_write": "communities.messaging.reading.may_write",
}

# --- What an agency's page shows of its people, by feature: a function of the people and the viewer ------
AGENCY_PARTS = {
    "communities": "communities.spaces.reading.communities_of",
    "topics": "communities.discussions.agencies.public_topics_of",
}

# --- One's own account ------------------------------------------------------------------------------
ADDRESS_CONFIRMED_FOR_DAYS = 365  # afterwards a profile says that the address was not confirmed since
ADDRESS_OBJECTION_DAYS = 14  # how long the old address can object to a change
DATA_DOWNLOAD_DAYS = 7  # how long a prepared download can be fetched
DATA_PARTS = {  # what the floors above the communities put into a member's download
    "toolkits": "toolkits.data.data_of",
}
CLOSING_PARTS = {  # what they forget when an account closes
    "editors": "portal.forgetting.forget",
}

# --- How mails about one thing hang together, by what they are about: a function of notification and thing --
MAIL_THREADS = {
    "discussions.post": "communities.discussions.following.mailing.thread_of",
}

# --- How the room of communities, which knows no notifications, tells members of what it decided ----------
COMMUNITY_TELLS = "communities.notifications.telling.tell"

# --- What follows when others may see a community, by feature: a function of it, in the same transaction ---
COMMUNITY_SEEN_BY_OTHERS = {
    "topics": "communities.discussions.indexing.change_audience",
    "counts": "communities.discussions.counting.recount_sharers",
}

# --- What may be done in a community, by feature: the rows of its table of who may do what -----------------
COMMUNITY_RIGHTS = {
    "spaces": "communities.spaces.rights.RIGHTS",
    "discussions": "communities.discussions.rights.RIGHTS",
}

# --- What is made again when an agency is renamed, moved or merged, by feature: a function of its key ----
AGENCY_CHANGED = {
    "directory": "communities.members.listing.relist_agency",
    "members": "communities.members.indexing.index_people_of",
}

# --- What is made again when a platform is renamed, by feature: a function of its key -------------------
PLATFORM_RENAMED = {
    "members": "communities.members.indexing.index_people_on",
    "toolkits": "toolkits.indexing.index_sections_on",
}

# --- Who invited somebody: a function of the person, from a feature above members ----------------------
INVITED_BY = "communities.spaces.inviting.inviter_of"

# --- Jobs ---------------------------------------------------------------------------------------
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# --- Words --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "America/New_York"
USE_I18N = True
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {  # files without a public address; views hand them out
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": environment.PRIVATE_ROOT or BASE_DIR / "var" / "private",
            "file_permissions_mode": 0o600,
        },
    },
}
MEDIA_URL = "/media/"
MEDIA_ROOT = environment.MEDIA_ROOT or BASE_DIR / "var" / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- Mail ---------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = environment.DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10

# --- What browsers are told ---------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *single_sign_on.origins()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
SECURE_CONTENT_TYPE_NOSNIFF = True

# --- The site's own -----------------------------------------------------------------------------
SITE_NAME = environment.SITE_NAME
SITE_OFFICIAL = environment.SITE_OFFICIAL
SITE_DEMONSTRATION = False
AGENCY_NAME = environment.AGENCY_NAME
AGENCY_URL = environment.AGENCY_URL
CONTACT_EMAIL = environment.CONTACT_EMAIL
BASE_URL = environment.BASE_URL

# --- Logs: one JSON object a line, without personal data ------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": environment.LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "django_tasks": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
