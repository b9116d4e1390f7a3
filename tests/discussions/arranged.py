"""What the tests of arranging share: everything that an act could change, and what it is when made anew."""

from django.core.management import call_command

from communities.discussions.models import Post, Topic
from communities.finding.models import Document
from communities.spaces.models import Community


def everything() -> dict:
    """The topics with their counters, the posts with their places, the counts of communities, the index."""
    posts = Post.objects.order_by("pk").values("pk", "topic", "number", "in_reply_to", "html", "source")
    documents = Document.objects.filter(kind="topic").order_by("object_id")
    return {
        "topics": list(Topic.objects.order_by("pk").values()),
        "posts": list(posts),
        "communities": list(Community.objects.order_by("pk").values("pk", "topic_count", "member_count")),
        "documents": list(documents.values("object_id", "title", "body", "url", "audience", "tags", "facts")),
    }


def made_anew() -> dict:
    """The same after every derived value was made again."""
    call_command("recount", verbosity=0)
    call_command("reindex", verbosity=0)
    return everything()


def numbers(topic: Topic) -> list[int]:
    return list(topic.posts.order_by("number").values_list("number", flat=True))


def kinds(topic: Topic) -> list[str]:
    """What its lines say was done, oldest first."""
    return list(topic.acts.values_list("kind", flat=True))
