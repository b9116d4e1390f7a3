"""One click in a mail stops the mail (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from communities.members.models import User

SALT = "notifications.unsubscribe"


def unsubscribe_url(person: User) -> str:
    """Return the address that stops mail to this person; it needs no sign-in and names nobody."""
    return settings.BASE_URL + reverse("notification_unsubscribe", args=[signing.dumps(person.pk, salt=SALT)])


def person_of(token: str) -> User:
    """Return whom a token is for. Raises BadSignature or User.DoesNotExist."""
    return User.objects.get(pk=signing.loads(token, salt=SALT))
