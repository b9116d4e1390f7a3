from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .following import telling
from .models import Post
from .writing import cleaning, scanning


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="telling")
def tell_of_post(post_id: int, only_mentions: bool = False) -> None:
    """Tell whom a post mentions, and who follows its topic or where it starts, as far as they see it still.

    An edit tells only whom it mentions. May run twice, or with another run at once, which waits: everybody is
    told once. Of what is held, hidden or withdrawn nobody is told.
    """
    with transaction.atomic():
        post = Post.objects.said().locked().filter(pk=post_id).first()
        if post is not None:
            telling.tell_of(post, only_mentions=only_mentions)


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="scanning")
def scan_attachment(attachment_id: int) -> None:
    """Have a file that somebody uploaded scanned. May run twice: it is judged once."""
    scanning.scan(attachment_id)


@app.periodic(cron="23 4 * * *")
@app.task(queueing_lock="forget_unposted", pass_context=False)
def forget_unposted(timestamp: int) -> None:
    """Delete pictures and files that were uploaded a month ago and never posted."""
    cleaning.forget_unposted()
