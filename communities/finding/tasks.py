from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import parts, rebuilding, spelling


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4), queue="finding")
def make_meanings(content_type_id: int, object_id: int) -> None:
    """Make the vectors of one document, as far as its text has changed. May run twice."""
    parts.embed(content_type_id, object_id)


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4), queue="finding")
def remake_labelled(label: str) -> None:
    """Make all documents again that say something of a person who has changed. May run twice."""
    rebuilding.remake_labelled(label)


@app.periodic(cron="7 2 * * *")
@app.task(queueing_lock="learn_words", pass_context=False, queue="finding")
def learn_words(timestamp: int) -> None:
    """Learn anew which words stand in what can be found."""
    spelling.learn()
