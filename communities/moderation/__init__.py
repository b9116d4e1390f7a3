"""Keeping order: a moderator hides or restores a post with a reason, and the ledger shows it.

The rows belong to `communities.discussions`; here are the decisions about them and their pages.
"""
