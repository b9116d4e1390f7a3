from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="publish_scheduled", pass_context=False)
def publish_scheduled(timestamp: int) -> None:
    """Let Wagtail publish and take down what editors have scheduled. `timestamp` is when this was due."""
    call_command("publish_scheduled")
