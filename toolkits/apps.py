from importlib import import_module

from django.apps import AppConfig


class ToolkitsConfig(AppConfig):
    name = "toolkits"
    label = "toolkits"

    def ready(self):
        """Hear what Wagtail announces of pages: the one place where a signal is heard."""
        import_module("toolkits.announcements")
