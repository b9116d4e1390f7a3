"""Whether a file may be handed out: what screening finds in it, and what the scanner of the site says."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from communities.kit.files import delete_after_commit
from communities.ledger.recording import record
from communities.screening.files import why_refused

from ..models import Attachment, Post
from . import rendering


def scan(attachment_id: int) -> None:
    """Look through a file that was not looked through yet, and write what was said. May run twice.

    The scanner, named by ATTACHMENT_SCANNER, gets the open file and its name. It returns why the file is
    refused, or an empty text.
    """
    attachment = Attachment.objects.filter(pk=attachment_id, state=Attachment.State.NEW).first()
    if attachment is None:
        return
    judge(attachment_id, _why_refused(attachment))


def _why_refused(attachment: Attachment) -> str:
    if settings.ATTACHMENT_SCANNER:
        with attachment.file.open("rb") as file:
            if refused_for := import_string(settings.ATTACHMENT_SCANNER)(file, attachment.name):
                return refused_for
    if attachment.is_image:
        return ""
    with attachment.file.open("rb") as file:
        return why_refused(file, attachment.name)


@transaction.atomic
def judge(attachment_id: int, refused_for: str) -> None:
    """Write what the scanner said: clean, or refused for a reason. Once; a second time nothing happens.

    A text that shows a refused picture is rendered again without it; the file goes.
    """
    new = Attachment.objects.select_for_update().filter(pk=attachment_id, state=Attachment.State.NEW)
    attachment = new.first()
    if attachment is None:
        return
    attachment.state = Attachment.State.REFUSED if refused_for else Attachment.State.CLEAN
    attachment.save(update_fields=["state"])
    if refused_for:
        record("attachment.refused", by=None, on=attachment, reason=refused_for[:200])
        delete_after_commit(attachment.file)
        if attachment.post_id:
            _render_again(attachment.post_id)


def _render_again(post_id: int) -> None:
    post = Post.objects.locked().get(pk=post_id)
    rendering.render_into(post, post.topic.community)
    post.save(update_fields=["html", "renderer_version"])
