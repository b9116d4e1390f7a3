"""Keeping order: members report, those who keep order decide cases with a reason, authors appeal.

`deciding` ends a case and takes it back; `listing` is the queue, `looking` one case; `reminding` mails what
waits too long. The posts belong to `communities.discussions`, suspensions to `communities.members`.
"""
