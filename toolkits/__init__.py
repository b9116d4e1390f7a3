"""The knowledge: toolkits and their sections, as Wagtail pages.

A toolkit says who made it and why; its sections hold blocks (tips, checklists, examples …), have an
owner and a review date, and are found by the search. Imports `communities`, never `portal`.
"""
