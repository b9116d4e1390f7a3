"""What the editors' interface keeps of a person goes when they close their account."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, ModelLogEntry, PageSubscription, UploadedFile
from wagtail.users.models import UserProfile

from communities.kit.files import delete_after_commit
from communities.members.models import User


def forget(person: User) -> None:
    """Delete how the person set up the interface, and their name in its own log. May run twice.

    Pages that they wrote stay, with their history; it shows a former member.
    """
    for profile in UserProfile.objects.filter(user=person):
        delete_after_commit(profile.avatar)
        profile.delete()
    for rows in (APIToken.objects, PageSubscription.objects, EditingSession.objects, FormState.objects):
        rows.filter(user=person).delete()
    UploadedFile.objects.filter(uploaded_by_user=person).delete()
    account = ContentType.objects.get_for_model(User)
    named = ModelLogEntry.objects.filter(content_type=account, object_id=str(person.pk))
    named.update(label=_("Former member"), data={})
