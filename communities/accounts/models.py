from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User


class AddressChange(models.Model):
    """A member asks to sign in with another address, and proves by a code that they read its mail.

    It is forgotten when nobody can confirm it or object to it any more.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="address_changes")
    old_email = models.EmailField()
    new_email = models.EmailField()
    is_contractor = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=64, blank=True)  # empty: no code opens it, the address is taken
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the old address was told by mail
    objected_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of address")
        indexes = [models.Index(fields=["person", "-asked_at"], name="accounts_changes")]

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d %H:%M}"


def private_storage() -> Storage:
    """Where files are kept that have no public address."""
    return storages["private"]


class DownloadQuerySet(models.QuerySet["Download"]):
    def visible_to(self, person: User | None) -> "DownloadQuerySet":
        """One's own; nobody else's."""
        return self.filter(person=person) if person else self.none()


class Download(models.Model):
    """The data of one member, which they asked for and the worker prepares. Each has at most one."""

    person = models.OneToOneField(User, models.CASCADE, related_name="download")
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    file = models.FileField(storage=private_storage, upload_to="downloads/", blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("download")

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("account_detail") + "#data"

    @property
    def is_ready(self) -> bool:
        """There is a file, and it may still be fetched."""
        return self.expires_at is not None and timezone.now() < self.expires_at
