from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from communities.notifications.models import Kind
from communities.notifications.telling import tell

from .models import Post, ReadingPosition


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="telling")
def tell_of_post(post_id: int) -> None:
    """Tell whom a post mentions, and who follows its topic. May run twice: everybody is told once."""
    post = Post.objects.select_related("topic", "author").filter(pk=post_id, hidden_at=None).first()
    if post is None:
        return
    mentioned = set(post.mentions.values_list("person_id", flat=True))
    tell(mentioned, Kind.MENTION, target=post, title=post.topic.title, actor=post.author, at=post.created_at)
    if post.number > 1:
        followers = ReadingPosition.objects.filter(topic=post.topic, follows=True)
        others = set(followers.values_list("person_id", flat=True)) - mentioned
        tell(others, Kind.REPLY, target=post, title=post.topic.title, actor=post.author, at=post.created_at)
