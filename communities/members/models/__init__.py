from .directory import SEGMENT, DirectoryBits, DirectoryEntry, DirectoryFacet, DirectoryWord, Facet
from .joining import Acceptance, JoinRequest, Terms
from .messages import Message
from .people import RESERVED, FormerSlug, Standing, User, UserManager
from .profiles import PARTS, Affiliation, Audience, Profile, TaggedProfile, is_time_zone
from .suspensions import Suspension, end_of, forget_suspensions, suspensions_of

__all__ = [
    "PARTS",
    "RESERVED",
    "SEGMENT",
    "Acceptance",
    "Affiliation",
    "Audience",
    "DirectoryBits",
    "DirectoryEntry",
    "DirectoryFacet",
    "DirectoryWord",
    "Facet",
    "FormerSlug",
    "JoinRequest",
    "Message",
    "Profile",
    "Standing",
    "Suspension",
    "TaggedProfile",
    "Terms",
    "User",
    "UserManager",
    "end_of",
    "forget_suspensions",
    "is_time_zone",
    "suspensions_of",
]
