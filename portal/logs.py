"""Structured logs: one JSON object a line. Never addresses, names, bodies or query strings."""

import json
import logging


class JsonFormatter(logging.Formatter):
    """Format a record as one line of JSON, without query strings, which may hold what people typed."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage().split("?", 1)[0]
            if record.name.startswith("django.")
            else record.getMessage(),
        }
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)
