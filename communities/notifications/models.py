from datetime import date
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User
from communities.spaces.models import Community


class Kind(models.TextChoices):
    """Why somebody is told."""

    MENTION = "mention", _("mentioned you")
    REPLY = "reply", _("replied")
    TOPIC = "topic", _("started a topic")
    ANSWER = "answer", _("accepted your answer")
    HIDDEN = "hidden", _("hid your post")
    RESTORED = "restored", _("restored your post")
    HELD = "held", _("wrote what waits for a moderator")
    RELEASED = "released", _("published your post")
    REWORDED = "reworded", _("published your post with other words")
    MESSAGE = "message", _("wrote to you")
    MISFIT = "misfit", _("may not fit the community any more")
    DATA = "data", _("your data is ready")
    ASKED = "asked", _("asks to join a community")
    ADMITTED = "admitted", _("admitted you to a community")
    DECLINED = "declined", _("declined your request to join a community")
    REMOVED = "removed", _("ended your membership of a community")
    ROLE = "role", _("gave you a role")
    PROPOSED = "proposed", _("proposed a community")
    PROPOSAL = "proposal", _("decided your proposal of a community")
    JUDGED = "judged", _("decided about your post")
    OUTCOME = "outcome", _("decided about what you reported")
    CASE = "case", _("passed a case on to you")


# Of one thing a person is told once, for the strongest of these reasons, however often the job runs.
STRENGTH = (Kind.TOPIC, Kind.REPLY, Kind.MENTION)


class Subject(models.TextChoices):
    """What a member may choose to have by e-mail or not."""

    MENTION = "mention", _("Somebody mentions me")
    REPLY = "reply", _("Somebody replies in a topic that I follow")
    TOPIC = "topic", _("A topic starts in a community or with a tag that I follow")
    ANSWER = "answer", _("My answer is accepted")
    MESSAGE = "message", _("A member writes to me")
    OTHER = "other", _("Decisions about what I wrote, and other news about me")


def subject_of(kind: str) -> Subject:
    """To which choice about e-mail a kind of notification belongs."""
    return Subject(kind) if kind in Subject.values else Subject.OTHER


class Pace(models.TextChoices):
    """When a mail follows."""

    AT_ONCE = "at-once", _("By e-mail at once")
    NEVER = "never", _("Only here")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, person: User) -> "NotificationQuerySet":
        """What a person was told, without what happened in communities that they don't see any more."""
        seen = Community.objects.visible_to(person)
        return self.filter(models.Q(community=None) | models.Q(community__in=seen), person=person)


class Notification(models.Model):
    """One thing that one member is told. `target` says where it leads and who may still see it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    actor = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    title = models.CharField(max_length=200)
    # where it happened, when what is said there is not for everyone to know; and which post of a topic it is
    community = models.ForeignKey(Community, models.CASCADE, null=True, related_name="+", db_index=False)
    number = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "content_type", "object_id"],
                condition=models.Q(kind__in=["mention", "reply", "topic"]),
                name="notifications_told_once",
            )
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notifications_newest"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notifications_unread"),
            models.Index(fields=["content_type", "object_id"], name="notifications_target"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.title}"

    @property
    def day(self) -> date:
        """The day, for the reader's page."""
        return timezone.localdate(self.created_at)


def target_for(note: Notification, person: User) -> Any:
    """What a notification leads to, as `person` may see it now; None when they may not, or it is gone."""
    model: Any = note.content_type.model_class()
    return model.objects.visible_to(person).filter(pk=note.object_id).first() if model else None


class MailPreference(models.Model):
    """Whether a member is told by e-mail as well. No row means yes."""

    person = models.OneToOneField(User, models.CASCADE, related_name="mail_preference")
    by_mail = models.BooleanField(_("tell me by e-mail"), default=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.by_mail}"


class MailChoice(models.Model):
    """When a member is mailed about one subject. No row means at once."""

    person = models.ForeignKey(User, models.CASCADE, related_name="mail_choices", db_index=False)
    subject = models.CharField(max_length=10, choices=Subject)
    pace = models.CharField(max_length=10, choices=Pace)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "subject"], name="notifications_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.subject} {self.pace}"


def without_mail(kind: str) -> models.Q:
    """Whom no mail of this kind is sent, as a condition on members."""
    chosen = MailChoice.objects.filter(subject=subject_of(kind), pace=Pace.NEVER)
    off = MailPreference.objects.filter(by_mail=False)
    return models.Q(pk__in=off.values("person")) | models.Q(pk__in=chosen.values("person"))
