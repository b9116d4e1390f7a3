"""What can go wrong in a verb besides a refusal (`permissions.Refused`) or bad input (ValidationError)."""


class Conflict(Exception):
    """Somebody else changed the thing meanwhile. `now` is how it stands; nothing was written."""

    def __init__(self, now: str):
        super().__init__("changed meanwhile")
        self.now = now
