from .acts import Act
from .marks import (
    Bookmark,
    CommunityLevel,
    HelpfulMark,
    Level,
    Mention,
    Preference,
    ReadingPosition,
    TagLevel,
)
from .polls import Poll, Vote
from .topics import (
    POSTS_PER_PAGE,
    RESERVED,
    Kind,
    Post,
    PostQuerySet,
    Revision,
    TaggedTopic,
    Topic,
    TopicQuerySet,
)
from .writing import Attachment, Draft

__all__ = [
    "POSTS_PER_PAGE",
    "RESERVED",
    "Act",
    "Attachment",
    "Bookmark",
    "CommunityLevel",
    "Draft",
    "HelpfulMark",
    "Kind",
    "Level",
    "Mention",
    "Poll",
    "Post",
    "PostQuerySet",
    "Preference",
    "ReadingPosition",
    "Revision",
    "TagLevel",
    "TaggedTopic",
    "Topic",
    "TopicQuerySet",
    "Vote",
]
