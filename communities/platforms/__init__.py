"""The social media platforms that members manage and that tips are about.

One row for each, named by profiles (`communities.members`) and by toolkits (`toolkits`). It knows
neither of them.
"""
