"""Letting go of what was uploaded and never posted."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from communities.kit.files import delete_after_commit

from ..models import Attachment, Draft

KEPT_FOR = timedelta(days=30)


@transaction.atomic
def forget_attachment(key: int) -> None:
    """Delete what was never posted, with its file; what was posted meanwhile stays."""
    for attachment in Attachment.objects.select_for_update().filter(pk=key, post=None):
        delete_after_commit(attachment.file)
        attachment.delete()


def forget_unposted() -> int:
    """Delete uploads of a month ago that no post has and no draft of their owner names. Returns how many."""
    old = Attachment.objects.filter(post=None, at__lt=timezone.now() - KEPT_FOR)
    named = {attachment.pk for attachment in old if _is_in_a_draft(attachment)}
    keys = [key for key in old.values_list("pk", flat=True) if key not in named]
    for key in keys:
        forget_attachment(key)
    return len(keys)


def _is_in_a_draft(attachment: Attachment) -> bool:
    drafts = Draft.objects.filter(person=attachment.by_id, fields__body__icontains=str(attachment.key))
    return drafts.exists()
