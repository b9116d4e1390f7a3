"""Who to sign in as, to see the demonstration through the eyes of each kind of person."""

from . import content
from .seeding import ADMINISTRATOR, address

MEMBERS = [
    ("member", "toby-marsh", "the newest member, with questions"),
    ("moderator", "victor-nguyen", "keeps order in Accessibility"),
    ("lead", "dana-whitfield", "leads Accessibility"),
    ("editor", "amy-tran", "writes and publishes toolkits at /admin/"),
]


def table() -> str:
    """The accounts as lines of text. Signing in needs the address and the code in /dev/mail/."""
    entries = {entry["key"]: entry for entry in content.people()}
    rows = [("visitor", "(nobody)", "reads public communities and toolkits")]
    rows += [(kind, address(entries[key]), what) for kind, key, what in MEMBERS]
    rows += [("administrator", ADMINISTRATOR["email"], "decides who joins, reads the ledger")]
    lines = [f"  {kind:<14} {email:<38} {what}" for kind, email, what in rows]
    return "\n".join(["  Sign in with one of these addresses; the code stands at /dev/mail/", "", *lines])
