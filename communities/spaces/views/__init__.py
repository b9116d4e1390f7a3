"""HTTP: one module for each group of pages."""

from .places import community_or_404, crumbs_below

__all__ = ["community_or_404", "crumbs_below"]
