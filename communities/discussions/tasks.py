from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from communities.notifications.models import Kind
from communities.notifications.telling import tell
from communities.spaces.models import readers_of

from .models import Post, ReadingPosition


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="telling")
def tell_of_post(post_id: int) -> None:
    """Tell whom a post mentions, and who follows its topic, as far as they see it still.

    May run twice: everybody is told once.
    """
    posts = Post.objects.select_related("topic__community", "author")
    post = posts.filter(pk=post_id, hidden_at=None).first()
    if post is None:
        return
    readers = readers_of(post.topic.community)
    mentioned = set(post.mentions.filter(person__in=readers).values_list("person_id", flat=True))
    said_at = post.edited_at or post.created_at
    tell(mentioned, Kind.MENTION, target=post, title=post.topic.title, actor=post.author, at=said_at)
    if post.number > 1:
        followers = ReadingPosition.objects.filter(
            topic=post.topic, follows=True, last_read__lt=post.number, person__in=readers
        )
        others = set(followers.values_list("person_id", flat=True)) - mentioned
        tell(others, Kind.REPLY, target=post, title=post.topic.title, actor=post.author, at=post.created_at)
