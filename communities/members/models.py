from datetime import tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from communities.agencies.models import Agency
from communities.tags.models import Tag


class Standing(models.TextChoices):
    """How a person stands to the site."""

    ARRIVING = "arriving", _("has an address, has not said who they are")
    WAITING = "waiting", _("waits for a decision")
    MEMBER = "member", _("member")
    DECLINED = "declined", _("was declined")


class UserManager(BaseUserManager["User"]):
    """Makes accounts from an address."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Make an account. Raises ValueError without an address."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Make an administrator, who says who they are when they first sign in, as everybody does."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def members(self) -> "models.QuerySet[User]":
        """People who take part: admitted, with an open account."""
        return self.filter(standing=Standing.MEMBER, is_active=True)

    def visible_to(self, person: "User | None") -> "models.QuerySet[User]":
        """The members whom `person` may see: members see each other, a visitor sees nobody."""
        return self.members() if person else self.none()


RESERVED = {"me", "requests"}  # addresses of other pages beside the profiles


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The e-mail address is the login; nobody has a user name."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    slug = models.SlugField(
        _("address of the profile"), max_length=120, unique=True, null=True, editable=False
    )
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.ARRIVING)
    is_active = models.BooleanField(_("open"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="members_email_once"),
            models.CheckConstraint(
                condition=~models.Q(standing=Standing.MEMBER) | ~models.Q(name=""), name="members_have_a_name"
            ),
        ]
        indexes = [models.Index(Lower("name"), "id", name="members_by_name")]

    def __str__(self) -> str:
        return self.name or str(_("Somebody who has just arrived"))

    def save(self, *args, **kwargs):
        if self.name and not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        with connection.cursor() as cursor:  # people of one name who join at once take turns
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members.slug'))")
        wanted = slugify(self.name) or "member"
        taken = RESERVED | set(User.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        return next(
            slug
            for n in range(1, len(taken) + 3)
            if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken
        )

    @property
    def is_staff(self) -> bool:
        """Wagtail and Django ask this of whoever opens their pages for staff."""
        return self.is_superuser

    @property
    def is_member(self) -> bool:
        return self.is_active and self.standing == Standing.MEMBER

    def get_absolute_url(self) -> str:
        return reverse("member_detail", args=[self.slug])

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


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


class JoinRequest(models.Model):
    """Somebody with an address that we don't know asks to join, and waits for a decision."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")

    person = models.OneToOneField(User, models.CASCADE, related_name="join_request")
    agency_name = models.CharField(_("agency"), max_length=250)
    voucher = models.EmailField(_("who can vouch for you"), blank=True)
    explanation = models.TextField(_("what you do"), max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request to join")
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.person} ({self.agency_name})"
