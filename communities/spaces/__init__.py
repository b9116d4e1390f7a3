"""Communities, the memberships in them, and the roles: member, moderator, lead.

A few switches (visibility, join policy, posting policy) decide who may do what; `rules` turns them
into verdicts.
"""
