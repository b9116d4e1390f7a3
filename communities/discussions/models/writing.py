import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User

from .topics import Post


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, person: User | None) -> "DraftQuerySet":
        """One's own; nobody else's."""
        return self.filter(person=person) if person else self.none()


class Draft(models.Model):
    """What a member has typed in one place and not yet posted, on any device."""

    person = models.ForeignKey(User, models.CASCADE, related_name="drafts", db_index=False)
    place = models.CharField(max_length=40)  # "community:3", "topic:12", "post:77"
    fields = models.JSONField(default=dict)  # the names of the form's fields and what stands in them
    version = models.PositiveIntegerField(default=1)  # grows with each saving: another device sees it
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="discussions_draft_once")]

    def __str__(self) -> str:
        return f"{self.person}, {self.place}"


def private_storage() -> Storage:
    """Where files are kept that have no public address."""
    return storages["private"]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, person: User | None) -> "AttachmentQuerySet":
        """Those in the posts that `person` may see, and what they have uploaded themselves.

        Whether a hidden post is readable to them, the rule `may_open` says.
        """
        seen = Q(post__in=Post.objects.visible_to(person))
        return self.filter(seen | Q(by=person) if person else seen)


class Attachment(models.Model):
    """A picture or a file that a member put into a post. Its name on disk is ours."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Image")
        FILE = "file", _("File")

    class State(models.TextChoices):
        NEW = "new", _("is being checked")
        CLEAN = "clean", _("checked")
        REFUSED = "refused", _("refused")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # in its address
    by = models.ForeignKey(User, models.PROTECT, related_name="attachments")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="attachments")
    kind = models.CharField(max_length=5, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.NEW)
    file = models.FileField(storage=private_storage, upload_to="attachments/%Y/%m/")
    name = models.CharField(_("name"), max_length=120)  # as it was called where it came from
    size = models.PositiveIntegerField(_("size in bytes"))
    content_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    is_decorative = models.BooleanField(_("decorative"), default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="image") | ~Q(alt="") | Q(is_decorative=True),
                name="discussions_images_have_words",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment_detail", args=[self.key])

    @property
    def is_image(self) -> bool:
        return self.kind == self.Kind.IMAGE

    @property
    def markdown(self) -> str:
        """How a text shows it: a picture, or a link to a file."""
        name = self.alt if self.is_image else self.name
        words = "".join(f"\\{each}" if each in "\\[]*_`<&@~|" else each for each in name)
        return f"{'!' if self.is_image else ''}[{words}]({self.get_absolute_url()})"
