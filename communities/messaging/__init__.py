"""Writing to a member through the site, which shows neither the other's address.

The message itself is a noun of `members`; here are the rule who may write to whom, the verb that sends
and tells the recipient, and the pages.
"""
