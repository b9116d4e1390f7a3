from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import connection, models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """How a person stands to the site."""

    ARRIVING = "arriving", _("has an address, has not said who they are")
    WAITING = "waiting", _("waits for a decision")
    MEMBER = "member", _("member")
    DECLINED = "declined", _("was declined")
    CLOSED = "closed", _("has closed the account")


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
        """The members whom `person` may see: members see each other, visitors who shows them the basics."""
        if person is None:
            return self.members().filter(profile__audiences__contains={"basics": "everyone"})
        return self.members()


RESERVED = {"former-member", "me", "requests"}  # addresses of other pages beside the profiles


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
    second_factor_by = models.DateTimeField(  # set when a role first demanded one; enforced from then on
        _("second factor needed from"), null=True, blank=True, editable=False
    )

    suspension_rows: list | None  # what binds them; `MemberBackend` reads it with the person
    owes_agreement = False  # whether newer terms wait for them; `MemberBackend` reads it with the person

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
        if self.standing == Standing.CLOSED:
            return str(_("Former member"))
        return self.name or str(_("Somebody who has just arrived"))

    def save(self, *args, **kwargs):
        if self.name and not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        with connection.cursor() as cursor:  # people of one name who join at once take turns
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members.slug'))")
        wanted = slugify(self.name) or "member"
        others = User.objects.exclude(pk=self.pk).filter(slug__startswith=wanted)
        former = FormerSlug.objects.exclude(person=self.pk).filter(slug__startswith=wanted)
        taken = RESERVED | set(others.values_list("slug", flat=True).union(former.values_list("slug")))
        return next(
            slug
            for n in range(1, len(taken) + 3)
            if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken
        )

    def rename(self, name: str) -> None:
        """Change the name; the address of the profile follows, and the old one goes on leading to it."""
        before, same = self.slug, slugify(name) == slugify(self.name)
        self.name = name
        if not same and (slug := self._free_slug()) != before:
            FormerSlug.objects.filter(person=self, slug=slug).delete()
            FormerSlug.objects.get_or_create(slug=before, defaults={"person": self})
            self.slug = slug
        self.save()

    def has_perm(self, perm, obj=None) -> bool:
        """Nobody deletes an account, administrators included: it is closed, and what was said stays."""
        return perm != "members.delete_user" and super().has_perm(perm, obj)

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


class FormerSlug(models.Model):
    """An address that a profile had before its owner changed their name. It leads to the profile."""

    slug = models.SlugField(_("address of the profile"), max_length=120, unique=True)
    person = models.ForeignKey(User, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former address")

    def __str__(self) -> str:
        return self.slug
