from datetime import tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
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


def private_files() -> Storage:
    """Where files are kept that a view hands out to whom may see them."""
    return storages["private"]


class TaggedProfile(ItemBase):
    """An expertise of a member."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_profiles", db_index=False)
    content_object = models.ForeignKey("Profile", models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="members_expertise_once")
        ]


class ProfileQuerySet(models.QuerySet["Profile"]):
    def with_parts(self) -> "ProfileQuerySet":
        """Read expertise and platforms in the same query, for `skills` and `channels`."""
        tags = Tag.objects.filter(tagged_profiles__content_object=OuterRef("pk")).order_by("name")
        platforms = Platform.objects.filter(profiles=OuterRef("pk")).order_by("name")
        row = JSONObject(id=F("id"), name=F("name"), slug=F("slug"))
        return self.annotate(
            tag_rows=ArraySubquery(tags.values(json=row)),
            platform_rows=ArraySubquery(platforms.values(json=row)),
        )


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
    photo = models.FileField(_("photo"), upload_to="photos/", storage=private_files, blank=True)
    photo_alt = models.CharField(_("description of the photo"), max_length=200, blank=True)
    happy_to_help = models.BooleanField(_("I am happy to help colleagues"), default=False)
    takes_messages = models.BooleanField(_("members may write to me through this site"), default=True)
    audiences = models.JSONField(_("who sees what"), blank=True, default=dict)  # part: Audience; members else
    version = models.PositiveIntegerField(default=1, editable=False)  # grows with each save by a person
    changes = models.JSONField(default=dict, editable=False)  # field: the version that changed it last
    wants_hints = models.BooleanField(default=True, editable=False)  # on what would complete the profile
    expertise = TaggableManager(through=TaggedProfile, blank=True, verbose_name=_("expertise"))

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")

    def __str__(self) -> str:
        return str(self.person)

    @cached_property
    def skills(self) -> list[Tag]:
        """The tags of expertise by name, from `with_parts` where the profile was read so."""
        if hasattr(self, "tag_rows"):
            return [Tag(**row) for row in self.tag_rows]
        return sorted(self.expertise.all(), key=lambda tag: tag.name)

    @cached_property
    def channels(self) -> list[Platform]:
        """The platforms by name, from `with_parts` where the profile was read so."""
        if hasattr(self, "platform_rows"):
            return [Platform(**row) for row in self.platform_rows]
        return sorted(self.platforms.all(), key=lambda platform: platform.name)

    @property
    def agency_name(self) -> str:
        """The short name of the bureau, or of the agency where no bureau is given."""
        body = self.bureau or self.agency
        return body.short if body else ""

    @property
    def zone(self) -> tzinfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @property
    def photo_url(self) -> str:
        """The address of the photo, another one for each photo. It answers to whom the photo is shown."""
        digest = sha256(str(self.photo.name).encode()).hexdigest()[:12]
        return f"{reverse('member_photo', args=[self.person.slug])}?v={digest}"

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
