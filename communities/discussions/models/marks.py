from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User
from communities.spaces.models import Community
from communities.tags.models import Tag

from .topics import Post, Topic


class Mention(models.Model):
    """A member named in a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="discussions_mention_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.post}"


class HelpfulMark(models.Model):
    """A member found a post helpful."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="helpful_marks", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="helpful_marks")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="discussions_helpful_once")]

    def __str__(self) -> str:
        return f"{self.person} for {self.post}"


class ReadingPosition(models.Model):
    """How far a member has read a topic, and whether they follow it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="reading_positions", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="reading_positions")
    last_read = models.PositiveIntegerField(default=0)  # number of a post
    follows = models.BooleanField(_("follows"), default=False)
    mutes = models.BooleanField(
        _("mutes"), default=False, db_default=False
    )  # nothing is told, not even mentions in replies

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="discussions_position_once"),
            models.CheckConstraint(
                condition=~Q(follows=True, mutes=True), name="discussions_follow_or_mute_a_topic"
            ),
        ]
        indexes = [models.Index(fields=["topic"], condition=Q(follows=True), name="discussions_followers")]

    def __str__(self) -> str:
        return f"{self.person} in {self.topic}: {self.last_read}"


class Level(models.TextChoices):
    """How much somebody wants to hear of a community or of a tag."""

    FOLLOW = "follow", _("Follow")
    NORMAL = "normal", _("Normal")
    MUTE = "mute", _("Mute")


class CommunityLevel(models.Model):
    """How much a member wants to hear of a community. No row means normal."""

    person = models.ForeignKey(User, models.CASCADE, related_name="community_levels", db_index=False)
    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    level = models.CharField(max_length=6, choices=Level)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "community"], name="discussions_community_level_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.community}: {self.level}"


class TagLevel(models.Model):
    """How much a member wants to hear of a tag. No row means normal."""

    person = models.ForeignKey(User, models.CASCADE, related_name="tag_levels", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+")
    level = models.CharField(max_length=6, choices=Level)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="discussions_tag_level_once")]

    def __str__(self) -> str:
        return f"{self.person}, {self.tag}: {self.level}"


class Preference(models.Model):
    """What a member chose about discussions. No row means the defaults."""

    person = models.OneToOneField(User, models.CASCADE, related_name="discussion_preference")
    follows_own = models.BooleanField(_("follow topics that I write in"), default=True)
    has_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)

    def __str__(self) -> str:
        return str(self.person)


class Bookmark(models.Model):
    """A post that a member keeps for later, with a note that only they read."""

    person = models.ForeignKey(User, models.CASCADE, related_name="bookmarks", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="discussions_bookmark_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"
