from collections.abc import Iterable, Set
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Level
from communities.finding.models import EVERYONE, MEMBERS, VISITORS, community_audience
from communities.members.models import User, forget_suspensions


class Visibility(models.TextChoices):
    """Who sees a community and what is said in it."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the site")
    PRIVATE = "private", _("Members of this community")


class JoinPolicy(models.TextChoices):
    """How one becomes a member of a community."""

    OPEN = "open", _("Anyone may join")
    REQUEST = "request", _("On request")
    INVITATION = "invitation", _("By invitation")


class PostingPolicy(models.TextChoices):
    """Who may start topics."""

    EVERYONE = "everyone", _("All members of the community")
    LEADS = "leads", _("Leads and moderators")


class PreModeration(models.TextChoices):
    """Which posts of members wait for a moderator before anybody reads them."""

    NONE = "none", _("None")
    FIRST = "first", _("The first posts of each member")
    ALL = "all", _("All")


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
        """Read in the same query what `person` is in each (`role`); None where they are nothing.

        And whether newer guidelines wait for them there (`owes`).
        """
        mine = FilteredRelation("memberships", condition=Q(memberships__person=person))
        newer = _asking_again(OuterRef("pk"), OuterRef("mine__guidelines_version"))
        return self.annotate(mine=mine, role=F("mine__role"), owes=Exists(newer))

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
    pre_moderation = models.CharField(
        _("posts that wait for a moderator"),
        max_length=6,
        choices=PreModeration,
        default=PreModeration.NONE,
    )
    first_posts = models.PositiveSmallIntegerField(_("how many first posts"), default=3)
    questions = ArrayField(  # asked of who wants to join on request
        models.CharField(max_length=200),
        blank=True,
        default=list,
        size=5,
        verbose_name=_("questions to who asks to join"),
    )
    shares_topics = models.BooleanField(_("topics may be shown in other communities"), default=True)
    shows_members = models.CharField(
        _("who sees the list of members"), max_length=10, choices=Visibility, default=Visibility.MEMBERS
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # grows with each change of its settings
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
    def is_archived(self) -> bool:
        return self.archived_at is not None

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
    guidelines_version = models.PositiveIntegerField(default=0, editable=False)  # the version agreed to

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [models.UniqueConstraint(fields=["community", "person"], name="spaces_member_once")]
        indexes = [models.Index(fields=["person", "community"], include=["role"], name="spaces_roles")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} of {self.community}"


def roles_of(person: User | None) -> dict[int, str]:
    """Return the roles of a person by community, read once for each request's person.

    Verbs that must not rely on what was read before call `forget_roles` first.
    """
    if person is None:
        return {}
    if "_roles" not in person.__dict__:
        found = list(_memberships_of(person).values_list("community_id", "role", "owes"))
        remember_roles(
            person,
            {key: role for key, role, _owes in found},
            owes={key for key, _role, owes in found if owes},
        )
    return person.__dict__["_roles"]


def remember_roles(person: User, roles: dict[int, str], *, owes: Set[int] = frozenset()) -> None:
    """Spare the next `roles_of` its query, where all roles of a person were read with something else.

    `owes`: the communities whose newer guidelines wait for the person.
    """
    person.__dict__["_roles"], person.__dict__["_owes"] = roles, owes


def with_roles(rows: QuerySet, person: User | None) -> QuerySet:
    """Read all roles of a person in the query of one thing, for `take_roles`."""
    if person is None or "_roles" in person.__dict__:
        return rows
    row = JSONObject(community=F("community_id"), role=F("role"), owes=F("owes"))
    return rows.annotate(role_rows=ArraySubquery(_memberships_of(person).values(json=row)))


def take_roles(person: User | None, thing: models.Model) -> None:
    """Remember the roles that were read with a thing: the next `roles_of` needs no query."""
    rows = getattr(thing, "role_rows", None)
    if person is not None and rows is not None:
        owes = {row["community"] for row in rows if row["owes"]}
        remember_roles(person, {row["community"]: row["role"] for row in rows}, owes=owes)


def _memberships_of(person: User) -> QuerySet:
    newer = _asking_again(OuterRef("community"), OuterRef("guidelines_version"))
    return Membership.objects.filter(person=person).annotate(owes=Exists(newer))


def owes_agreement(person: User, community: "Community") -> bool:
    """Whether newer guidelines of a community wait for its member; read with `roles_of`."""
    roles_of(person)
    return community.pk in person.__dict__["_owes"]


def _asking_again(community: OuterRef, agreed: OuterRef) -> QuerySet:
    """The versions of a community's guidelines, later than the one agreed to, that ask members anew."""
    guidelines: Any = Community._meta.get_field("guidelines").related_model  # it stands in another file
    return guidelines.objects.filter(community=community, asks_again=True, version__gt=agreed)


def _inside(person: User) -> Iterable[int] | models.QuerySet:
    """The communities of a person: their keys if the roles were read, and else a subquery for them."""
    if "_roles" in person.__dict__:
        return roles_of(person)
    return Membership.objects.filter(person=person).values("community")


def forget_roles(person: User) -> None:
    """Make the next `roles_of` read again."""
    for name in ("_roles", "_owes", "_removed"):
        person.__dict__.pop(name, None)
    forget_suspensions(person)


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
