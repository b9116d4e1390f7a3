"""The shape of input: inviting, asking to join, settings, guidelines, proposals."""
