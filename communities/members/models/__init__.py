from .joining import Acceptance, JoinRequest, Terms
from .people import RESERVED, Standing, User, UserManager
from .profiles import PARTS, Affiliation, Audience, Message, Profile, TaggedProfile, is_time_zone

__all__ = [
    "PARTS",
    "RESERVED",
    "Acceptance",
    "Affiliation",
    "Audience",
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
