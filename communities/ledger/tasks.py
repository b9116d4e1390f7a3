from procrastinate.contrib.django import app

from . import sealing


@app.periodic(cron="11 2 * * *")
@app.task(queueing_lock="seal_ledger", pass_context=False)
def seal_ledger(timestamp: int) -> None:
    """Seal what was written since the last night. Run twice, it finds nothing new."""
    sealing.seal()
