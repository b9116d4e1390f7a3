"""What every room needs and that holds no model: verdicts, errors, text, paging, components.

Nothing here knows a feature. Permissions are in `permissions`, Markdown in `text`, numbered pages in
`paging`, the U.S. Web Design System in `templatetags/usa.py` and `forms`.
"""
