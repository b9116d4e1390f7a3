from .directory import SEGMENT, DirectoryBits, DirectoryEntry, DirectoryFacet, DirectoryWord, Facet
from .joining import Acceptance, JoinRequest, Terms
from .messages import Message
from .people import RESERVED, FormerSlug, Standing, User, UserManager
from .profiles import PARTS, Affiliation, Audience, Profile, TaggedProfile, is_time_zone

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
    "TaggedProfile",
    "Terms",
    "User",
    "UserManager",
    "is_time_zone",
]
