from procrastinate.contrib.django import app

from . import reminding


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="remind_of_cases", pass_context=False)
def remind_of_cases(timestamp: int) -> None:
    """Mail those who keep order about cases that wait too long."""
    reminding.remind()
