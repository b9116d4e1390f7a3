"""The one vocabulary over topics, toolkits and people.

`Tag` is the word; each thing that carries tags has its own through model beside it. `tagging`
turns what people type into tags.
"""
