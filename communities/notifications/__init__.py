"""Telling members what concerns them: in the site at once, by e-mail through the worker.

`telling` writes notifications; `tasks` sends the mail, and never to someone who may no longer see
the thing.
"""
