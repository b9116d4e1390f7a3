"""What somebody was told, and what led to them, goes when an account closes."""

from django.contrib.contenttypes.models import ContentType

from communities.members.models import User

from .models import MailChoice, MailPreference, Notification


def forget(person: User) -> None:
    """Delete the person's notifications, those that lead to them, and how they are told. May run twice.

    What they did stays told to others, as done by a former member.
    """
    Notification.objects.filter(person=person).delete()
    themselves = ContentType.objects.get_for_model(User)
    Notification.objects.filter(content_type=themselves, object_id=person.pk).delete()
    MailPreference.objects.filter(person=person).delete()
    MailChoice.objects.filter(person=person).delete()
