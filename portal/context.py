"""What every template knows: the site's name, whom it belongs to, and the person's unread count."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from communities.notifications import reading
from communities.signin.sso.provider import configured, is_only_way


def site(request) -> dict:
    """Return `site` and `unread_count` for templates; the count is queried only where it is shown."""
    person = getattr(request, "person", None)
    ours = {
        "name": settings.SITE_NAME,
        "tagline": _("A community of practice for government social media managers"),
        "official": settings.SITE_OFFICIAL,
        "demonstration": settings.SITE_DEMONSTRATION,
        "agency_name": settings.AGENCY_NAME,
        "agency_url": settings.AGENCY_URL,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return {
        "site": ours,
        "our_site": ours,  # allauth puts a `site` of its own into its pages
        "unread_count": SimpleLazyObject(lambda: reading.unread_count(person)),
        "signup_open": not is_only_way(),
        "single_sign_on": configured(),
        "sso_only": is_only_way(),
    }
