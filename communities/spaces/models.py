from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Level
from communities.finding.models import EVERYONE, MEMBERS, VISITORS, community_audience
from communities.members.models import User


class Visibility(models.TextChoices):
    """Who sees a community and what is said in it."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the site")
    PRIVATE = "private", _("Members of this community")


class JoinPolicy(models.TextChoices):
    """How one becomes a member of a community."""

    OPEN = "open", _("Anyone may join")
    INVITATION = "invitation", _("By invitation")


class PostingPolicy(models.TextChoices):
    """Who may start topics."""

    EVERYONE = "everyone", _("All members of the community")
    LEADS = "leads", _("Leads and moderators")


class Role(models.TextChoices):
    """What a member is in a community."""

    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    LEAD = "lead", _("Lead")


KEEPERS = (Role.MODERATOR, Role.LEAD)


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, person: User | None) -> "CommunityQuerySet":
        """The communities that `person` may see; None is a visitor."""
        if person is None:
            return self.filter(visibility=Visibility.PUBLIC)
        if person.is_superuser:
            return self
        return self.filter(~Q(visibility=Visibility.PRIVATE) | Q(pk__in=_inside(person)))

    def with_role(self, person: User) -> "CommunityQuerySet":
        """Read in the same query what `person` is in each (`role`); None where they are nothing."""
        mine = FilteredRelation("memberships", condition=Q(memberships__person=person))
        return self.annotate(mine=mine, role=F("mine__role"))

    def with_leads(self) -> "CommunityQuerySet":
        """Count the active leads in the same query, for the rule about leaving."""
        leads = Membership.objects.leading().filter(community=OuterRef("pk")).order_by()
        counted = leads.values("community").annotate(count=Count("pk")).values("count")
        return self.annotate(leads_counted=Coalesce(Subquery(counted), 0))


class Community(models.Model):
    """A place where members of one practice meet."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    guidelines = models.TextField(_("guidelines"), blank=True)
    visibility = models.CharField(
        _("who sees it"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    join_policy = models.CharField(
        _("who may join"), max_length=10, choices=JoinPolicy, default=JoinPolicy.OPEN
    )
    posting_policy = models.CharField(
        _("who may start topics"), max_length=10, choices=PostingPolicy, default=PostingPolicy.EVERYONE
    )
    levels = ArrayField(  # empty: all
        models.CharField(max_length=12, choices=Level),
        blank=True,
        default=list,
        verbose_name=_("levels of government"),
    )
    admits_contractors = models.BooleanField(_("contractors may join"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    member_count = models.PositiveIntegerField(default=0, editable=False)  # derived: see counting.recount
    topic_count = models.PositiveIntegerField(
        default=0, editable=False
    )  # derived, by communities.discussions

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community_detail", args=[self.slug])

    @property
    def audience(self) -> str:
        """Who may find what is said here."""
        return {Visibility.PUBLIC: EVERYONE, Visibility.MEMBERS: MEMBERS}.get(
            Visibility(self.visibility), community_audience(self.pk)
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def leading(self) -> "MembershipQuerySet":
        """Those of leads who are members of the site now: who was stopped or has closed leads nobody."""
        return self.filter(role=Role.LEAD, person__in=User.objects.members())


class Membership(models.Model):
    """A member in a community, with a role."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [models.UniqueConstraint(fields=["community", "person"], name="spaces_member_once")]
        indexes = [models.Index(fields=["person", "community"], include=["role"], name="spaces_roles")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} of {self.community}"


class Invitation(models.Model):
    """A lead asks somebody to join the site and a community. It serves once, for one address."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    community = models.ForeignKey(Community, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    note = models.CharField(_("a word from you"), max_length=300, blank=True)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of what was mailed
    mailed_at = models.DateTimeField(null=True, editable=False)  # None: the worker has yet to mail it
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)  # last: it may be sent again
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                "community",
                models.functions.Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="spaces_invited_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.community}"

    @property
    def state(self) -> str:
        """One of `State`, now."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.OPEN if timezone.now() < self.expires_at else self.State.EXPIRED

    @property
    def state_name(self) -> str:
        return str(self.State(self.state).label)


def roles_of(person: User | None) -> dict[int, str]:
    """Return the roles of a person by community, read once for each request's person.

    Verbs that must not rely on what was read before call `forget_roles` first.
    """
    if person is None:
        return {}
    if "_roles" not in person.__dict__:
        found = Membership.objects.filter(person=person).values_list("community_id", "role")
        person.__dict__["_roles"] = dict(found)
    return person.__dict__["_roles"]


def remember_roles(person: User, roles: dict[int, str]) -> None:
    """Spare the next `roles_of` its query, where all roles of a person were read with something else."""
    person.__dict__["_roles"] = roles


def _inside(person: User) -> Iterable[int] | models.QuerySet:
    """The communities of a person: their keys if the roles were read, and else a subquery for them."""
    if "_roles" in person.__dict__:
        return roles_of(person)
    return Membership.objects.filter(person=person).values("community")


def forget_roles(person: User) -> None:
    """Make the next `roles_of` read again."""
    person.__dict__.pop("_roles", None)


def readers_of(community: Community) -> models.QuerySet[User]:
    """Return the members of the site who see a community."""
    people = User.objects.members()
    if community.visibility == Visibility.PRIVATE:
        inside = Membership.objects.filter(community=community).values("person")
        return people.filter(Q(is_superuser=True) | Q(pk__in=inside))
    return people


def audiences_of(person: User | None) -> list[str]:
    """Return the audiences of the search index that a person belongs to."""
    if person is None:
        return [EVERYONE, VISITORS]
    private = Community.objects.filter(visibility=Visibility.PRIVATE)
    keys = list(private.values_list("pk", flat=True) if person.is_superuser else roles_of(person))
    return [EVERYONE, MEMBERS, *(community_audience(key) for key in keys)]
