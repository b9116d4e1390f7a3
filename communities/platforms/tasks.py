from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="telling")
def platform_renamed(platform_id: int) -> None:
    """Let each feature that names a platform somewhere make that again (settings.PLATFORM_RENAMED).

    May run twice.
    """
    for path in settings.PLATFORM_RENAMED.values():
        import_string(path)(platform_id)
