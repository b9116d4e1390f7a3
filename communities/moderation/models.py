from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.discussions.models import Post
from communities.members.models import Suspension, User
from communities.spaces.models import KEEPERS, Community, Membership

UNDO_WITHIN = timedelta(days=7)
APPEAL_WITHIN = timedelta(days=30)


class Worry(models.TextChoices):
    """Why somebody reports a post."""

    PERSONAL = "personal", _("It shows personal or secret information")
    ABUSE = "abuse", _("It insults, threatens or harasses somebody")
    WRONG = "wrong", _("It misleads, or gives advice that could do harm")
    SPAM = "spam", _("It sells something, or is the same thing again and again")
    OFF_TOPIC = "off-topic", _("It does not belong here")
    OTHER = "other", _("Something else")


WEIGHTS = {Worry.PERSONAL: 5, Worry.ABUSE: 4, Worry.WRONG: 3, Worry.SPAM: 2}  # the others weigh 1


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, person: User) -> "CaseQuerySet":
        """The cases of the communities where a person keeps order; administrators see all.

        Nobody sees a case about what they wrote themselves: it says who reported it.
        """
        others = self.exclude(post__author=person)
        if person.is_superuser:
            return others
        kept = Membership.objects.filter(person=person, role__in=KEEPERS).values("community")
        return others.filter(post__topic__community__in=kept)

    def open(self) -> "CaseQuerySet":
        return self.filter(state=Case.State.OPEN)

    def locked(self) -> "CaseQuerySet":
        """Lock the rows for a verb."""
        return self.select_for_update(of=("self",), no_key=True).select_related(
            "post__author", "post__topic__community", "assignee", "appeal_of__by"
        )


class Case(models.Model):
    """Something about a post that somebody who keeps order has to look at, and what became of it."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Report")
        HELD = "held", _("Held post")
        MENDED = "mended", _("Mended post")
        APPEAL = "appeal", _("Appeal")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DECIDED = "decided", _("decided")
        MERGED = "merged", _("merged into another case")

    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    post = models.ForeignKey(Post, models.PROTECT, related_name="cases", db_index=False)
    weight = models.PositiveSmallIntegerField(default=1)  # the worst of the reports, and how many there are
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    late_mailed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    appeal_of = models.OneToOneField("Decision", models.PROTECT, null=True, related_name="appeal")
    words = models.TextField(_("what the author says"), max_length=2000, blank=True)  # of an appeal

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "kind"], condition=Q(state="open"), name="moderation_one_open_case"
            ),
            models.CheckConstraint(
                condition=Q(kind="appeal", appeal_of__isnull=False) | ~Q(kind="appeal") & Q(appeal_of=None),
                name="moderation_appeals_have_a_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-weight", "opened_at"], name="moderation_queue"),
            models.Index(fields=["post", "opened_at"], name="moderation_of_post"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.post}"

    def get_absolute_url(self) -> str:
        return reverse("case_detail", args=[self.pk])

    @property
    def community(self) -> Community:
        return self.post.topic.community

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: User) -> "ReportQuerySet":
        """One's own. Moderators read reports in their case."""
        return self.filter(by=person)


class Report(models.Model):
    """A member asks those who keep order to look at a post. One for each person and post."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    post = models.ForeignKey(Post, models.PROTECT, related_name="reports", db_index=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="reports")
    worry = models.CharField(_("why"), max_length=10, choices=Worry)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["post", "by"], name="moderation_reported_once")]

    def __str__(self) -> str:
        return f"{self.by}: {self.post}"

    def get_absolute_url(self) -> str:
        return reverse("report_detail", args=[self.pk])


class CaseNote(models.Model):
    """What one who keeps order leaves at a case for the others. None is changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:60]


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, person: User) -> "DecisionQuerySet":
        """What was decided about one's own posts, and in the communities where one keeps order."""
        kept = Case.objects.visible_to(person).values("pk")
        return self.filter(Q(case__post__author=person) | Q(case__in=kept))


class Decision(models.Model):
    """How a case ended, with the reason that the author reads. It is never deleted."""

    class Outcome(models.TextChoices):
        KEEP = "keep", _("Keep the post as it is")
        HIDE = "hide", _("Hide the post")
        RETURN = "return", _("Return the post to its author to mend")
        REMOVE = "remove", _("Remove the post for good")
        UPHOLD = "uphold", _("Let the decision stand")
        OVERTURN = "overturn", _("Take the decision back")

    class Notice(models.TextChoices):
        NONE = "none", _("Nothing")
        REMINDER = "reminder", _("A reminder")
        FIRST = "first", _("A first notice")
        SECOND = "second", _("A second notice")
        COMMUNITY = "community", _("Suspension from this community")
        SITE = "site", _("Suspension from the whole site")

    case = models.OneToOneField(Case, models.PROTECT, related_name="decision")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome)
    notice = models.CharField(max_length=9, choices=Notice, default=Notice.NONE)
    reason = models.TextField(_("reason"), max_length=1000)
    suspension = models.ForeignKey(Suspension, models.PROTECT, null=True, related_name="+")
    has_hidden = models.BooleanField(default=False)  # this decision did it, so taking it back undoes it
    has_shown = models.BooleanField(default=False)  # of a post that was hidden to be mended, or held
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="moderation_decided_for_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return reverse("decision_detail", args=[self.pk])

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def is_against_author(self) -> bool:
        """Whether its author has something to contest."""
        outcomes = self.Outcome
        return self.outcome in (outcomes.HIDE, outcomes.RETURN, outcomes.REMOVE) or (
            self.notice != self.Notice.NONE
        )


class ReasonText(models.Model):
    """A text to begin a reason with. Administrators keep them."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    text = models.TextField(_("text"), max_length=1000)

    class Meta:
        verbose_name = _("text of a reason")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
