from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .referring import gather_stragglers


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="telling")
def agency_changed(agency_id: int) -> None:
    """Let each room that derives something of an agency make it again (settings.AGENCY_CHANGED).

    May run twice.
    """
    for key in gather_stragglers(agency_id):
        for path in settings.AGENCY_CHANGED.values():
            import_string(path)(key)
