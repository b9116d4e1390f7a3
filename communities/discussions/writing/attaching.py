"""Putting pictures and files beside a text that is being written, and binding them to its post."""

from pathlib import PurePath
from secrets import token_hex
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from communities.kit import text
from communities.kit.filetypes import is_picture, type_of
from communities.kit.permissions import require
from communities.kit.pictures import remake
from communities.ledger.recording import record
from communities.members.models import User

from .. import rules
from ..models import Attachment, Post
from ..tasks import scan_attachment

LARGEST = 10 * 1024 * 1024  # bytes of a file; pictures have a limit of their own
SIDE = 1600  # pixels of the longer side of a picture
LONGEST_NAME = 120
LONGEST_ALT = 300


@transaction.atomic
def attach(upload: File, *, by: User, alt: str = "", is_decorative: bool = False) -> Attachment:
    """Keep a picture (made anew, without metadata) or a file for a post that `by` is writing.

    A picture needs alternative text, or is decorative. Raises Refused when the person may not, and
    ValidationError, by field, for what can't be attached.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    require(rules.may_attach(by, Attachment.objects.filter(by=by, post=None).count()))
    shows = is_picture(upload)
    words = _words_for(alt, is_decorative) if shows else ("", False)  # before anything is written to disk
    try:
        made = _picture(upload) if shows else _file(upload)
    except ValidationError as wrong:
        raise ValidationError({"file": wrong.messages}) from None
    made.by, (made.alt, made.is_decorative) = by, words
    is_checked = bool(settings.ATTACHMENT_SCANNER) or not shows  # pictures have no text that could be read
    made.state = Attachment.State.NEW if is_checked else Attachment.State.CLEAN
    made.save()
    record("attachment.added", by=by, on=made, kind=made.kind, size=made.size)
    if made.state == Attachment.State.NEW:
        scan_attachment.defer(attachment_id=made.pk)
    return made


@transaction.atomic
def describe(key: UUID, *, by: User, alt: str, is_decorative: bool) -> Attachment:
    """Change what is said of a picture that is not posted yet."""
    attachment = Attachment.objects.select_for_update().get(key=key, by=by, post=None, kind="image")
    attachment.alt, attachment.is_decorative = _words_for(alt, is_decorative)
    attachment.save(update_fields=["alt", "is_decorative"])
    return attachment


def bind_attachments(post: Post, *, by: User) -> None:
    """Let what a text names, and `by` has uploaded for it, belong to the post. One statement or none."""
    if keys := set(text.ATTACHED.findall(post.source)):
        Attachment.objects.filter(key__in=keys, by=by, post=None).update(post=post)


def _words_for(alt: str, is_decorative: bool) -> tuple[str, bool]:
    alt = " ".join(text.clean_source(alt).split())
    if is_decorative:
        return "", True
    if problem := text.alt_text_problem(alt):
        raise ValidationError({"alt": problem})
    if len(alt) > LONGEST_ALT:
        raise ValidationError({"alt": _("Keep the alternative text under 300 characters.")})
    return alt, False


def _picture(upload: File) -> Attachment:
    made, (width, height) = remake(upload, shape=_fitting, side=600)
    return _attachment(Attachment.Kind.IMAGE, made, upload, "webp", "image/webp", width=width, height=height)


def _fitting(picture: Image.Image) -> Image.Image:
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return picture


def _file(upload: File) -> Attachment:
    if (upload.size or 0) > LARGEST:
        raise ValidationError(_("The file is larger than 10 megabytes. Choose a smaller one."))
    kind = type_of(upload)
    if kind is None:
        raise ValidationError(
            _("This is no file that can be attached. Choose a picture (JPEG, PNG, WebP), a PDF, a CSV file, "
              "or a Word, Excel or PowerPoint file without macros.")
        )  # fmt: skip
    return _attachment(Attachment.Kind.FILE, upload.read(), upload, kind.extension, kind.content_type)


def _attachment(kind: str, content: bytes, upload: File, extension: str, content_type: str, **size):
    attachment = Attachment(
        kind=kind, name=_name(upload.name or "", extension), size=len(content), content_type=content_type,
        at=timezone.now(), **size,
    )  # fmt: skip
    attachment.file.save(f"{token_hex(16)}.{extension}", ContentFile(content), save=False)
    return attachment


def _name(given: str, extension: str) -> str:
    """The name that the file had, without a path, with the extension that its content has."""
    stem = PurePath(text.clean_source(given).replace("\\", "/")).stem
    words = " ".join("".join(each for each in stem if each.isprintable()).split())
    return f"{words[: LONGEST_NAME - 10] or _('file')}.{extension}"
