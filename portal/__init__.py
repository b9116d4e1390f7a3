"""The face of the site: settings, addresses, home, search page, health, demonstration.

It composes what the two floors below offer (`toolkits`, `communities`) and holds no rule of its own.
"""
