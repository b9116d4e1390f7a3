"""Polls in a topic."""
