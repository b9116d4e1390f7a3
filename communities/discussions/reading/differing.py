"""What changed between two versions of a post."""

from communities.kit.differing import Piece, difference

__all__ = ["Piece", "difference"]
