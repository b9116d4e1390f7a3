from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User

from .communities import Community, Role


class Guidelines(models.Model):
    """One version of a community's guidelines. The newest is in force; none is ever changed."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="guidelines", db_index=False)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=20_000, help_text=_("Markdown."))
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    asks_again = models.BooleanField(_("members agree anew before they post"), default=False)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("guidelines")
        verbose_name_plural = _("guidelines")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["community", "version"], name="spaces_guidelines_once")
        ]

    def __str__(self) -> str:
        return f"{self.community}, guidelines {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("community_guidelines_version", args=[self.community.slug, self.version])


class MembershipRequestQuerySet(models.QuerySet["MembershipRequest"]):
    def visible_to(self, person: User) -> "MembershipRequestQuerySet":
        """A person's own, and those to communities that they lead; administrators see all."""
        if person.is_superuser:
            return self
        led = Q(community__memberships__person=person, community__memberships__role=Role.LEAD)
        return self.filter(pk__in=MembershipRequest.objects.filter(led | Q(person=person)).values("pk"))


class MembershipRequest(models.Model):
    """Where a member stands with a community that decides who joins: they asked, or were removed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REMOVED = "removed", _("removed")  # nobody asked: a lead ended the membership, with a reason

    community = models.ForeignKey(Community, models.CASCADE, related_name="requests")
    person = models.ForeignKey(User, models.CASCADE, related_name="membership_requests")
    answers = models.JSONField(_("answers"), default=list)  # [[question, answer], …] as they were asked
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = MembershipRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join a community")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person"],
                condition=models.Q(state="waiting"),
                name="spaces_one_waiting_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} to {self.community}"

    def get_absolute_url(self) -> str:
        return reverse("membership_request", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


def removed_from(person: User) -> dict[int, datetime]:
    """The communities that a lead removed a person from, and when; not where they were let in again since.

    Read once for each request's person, as roles are.
    """
    if "_removed" not in person.__dict__:
        states = MembershipRequest.State
        mine = MembershipRequest.objects.filter(person=person, state__in=[states.REMOVED, states.ADMITTED])
        later = Invitation.objects.filter(
            community=OuterRef("community"), accepted_by=person, accepted_at__gt=OuterRef("decided_at")
        )
        found = (
            mine.annotate(is_back=Exists(later))
            .order_by("community_id", "-decided_at", "-pk")
            .distinct("community_id")
            .values_list("community_id", "state", "decided_at", "is_back")
        )
        person.__dict__["_removed"] = {
            key: at for key, state, at, is_back in found if state == states.REMOVED and not is_back
        }
    return person.__dict__["_removed"]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: User) -> "ProposalQuerySet":
        """A member's own; administrators see all."""
        return self if person.is_superuser else self.filter(proposed_by=person)


class Proposal(models.Model):
    """A member proposes a new community; an administrator decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=200)
    why = models.TextField(_("why it is needed, and who would join"), max_length=2000)
    proposed_by = models.ForeignKey(User, models.CASCADE, related_name="proposals")
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    community = models.ForeignKey(Community, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a community")
        ordering = ["proposed_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("proposal_detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


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
                Lower("email"),
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
