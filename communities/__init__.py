"""The people: who they are, where they meet, what they say, who keeps order. Plain Django models.

Floor by floor, lowest first: kit, ledger, finding, tags, agencies, members, spaces, notifications,
discussions, moderation. A room imports only from rooms below it; tests/everywhere/test_layers.py
holds that.
"""
