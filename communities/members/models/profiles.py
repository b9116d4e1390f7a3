from datetime import tzinfo
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from communities.agencies.models import Agency
from communities.platforms.models import Platform
from communities.tags.models import Tag

from .people import User


class Audience(models.TextChoices):
    """To whom a part of a profile is shown, as its owner says."""

    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Members")
    NOBODY = "nobody", _("Nobody")


# The parts of a profile that have an audience of their own. "basics" are name, job title and agency:
# members always see them; visitors see a profile at all only when its basics are for everyone.
PARTS = (
    "basics",
    "photo",
    "place",  # city and state
    "time_zone",
    "platforms",
    "expertise",
    "ask_me_about",
    "looking_for",
    "languages",
    "links",
)


def is_time_zone(value: str) -> None:
    """Raise ValidationError when `value` is not a time zone of the IANA database."""
    if value not in available_timezones():
        raise ValidationError(_("This is not a time zone."))


class TaggedProfile(ItemBase):
    """An expertise of a member."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_profiles", db_index=False)
    content_object = models.ForeignKey("Profile", models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="members_expertise_once")
        ]


class Profile(models.Model):
    """What colleagues see of a member."""

    person = models.OneToOneField(User, models.CASCADE, related_name="profile")
    title = models.CharField(_("job title"), max_length=120, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="people", verbose_name=_("agency")
    )
    bureau = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bureau or office")
    )
    is_contractor = models.BooleanField(_("I am a contractor"), default=False)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state or territory"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, validators=[is_time_zone])
    ask_me_about = models.CharField(_("ask me about"), max_length=300, blank=True)
    looking_for = models.CharField(_("looking for"), max_length=300, blank=True)
    platforms = models.ManyToManyField(
        Platform, blank=True, related_name="profiles", verbose_name=_("platforms")
    )
    languages = ArrayField(
        models.CharField(max_length=10), blank=True, default=list, verbose_name=_("languages")
    )  # codes of `languages.LANGUAGES`
    links = models.JSONField(_("links"), blank=True, default=list)  # [{"text": …, "url": …}]
    photo = models.ImageField(_("photo"), upload_to="photos/", blank=True)
    photo_alt = models.CharField(_("description of the photo"), max_length=200, blank=True)
    happy_to_help = models.BooleanField(_("I am happy to help colleagues"), default=False)
    takes_messages = models.BooleanField(_("members may write to me through this site"), default=True)
    audiences = models.JSONField(_("who sees what"), blank=True, default=dict)  # part: Audience; members else
    version = models.PositiveIntegerField(default=1, editable=False)  # grows with each save by a person
    expertise = TaggableManager(through=TaggedProfile, blank=True, verbose_name=_("expertise"))

    class Meta:
        verbose_name = _("profile")

    def __str__(self) -> str:
        return str(self.person)

    @property
    def agency_name(self) -> str:
        """The short name of the bureau, or of the agency where no bureau is given."""
        body = self.bureau or self.agency
        return body.short if body else ""

    @property
    def zone(self) -> tzinfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None

    def audience_of(self, part: str) -> Audience:
        """To whom a part of `PARTS` is shown."""
        return Audience(self.audiences.get(part, Audience.MEMBERS))


class Affiliation(models.Model):
    """That somebody works, or worked, for an agency, as their address proved. The current one has no end."""

    person = models.ForeignKey(User, models.CASCADE, related_name="affiliations")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="affiliations")
    bureau = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    domain = models.CharField(_("e-mail domain"), max_length=253)
    is_contractor = models.BooleanField(_("contractor"), default=False)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    confirmed_on = models.DateField(_("address confirmed"), default=timezone.localdate)

    class Meta:
        verbose_name = _("affiliation")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(until=None), name="members_one_current_affiliation"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="members_affiliation_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.agency}"


class Message(models.Model):
    """What one member wrote to another through the site, which shows neither the other's address."""

    sender = models.ForeignKey(User, models.CASCADE, related_name="messages_sent")
    recipient = models.ForeignKey(User, models.CASCADE, related_name="messages_received")
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("message"), max_length=5000)
    sent_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["sender", "sent_at"], name="members_messages_sent")]

    def __str__(self) -> str:
        return f"{self.sender} to {self.recipient}"
