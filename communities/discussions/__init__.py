"""Topics and their posts: ask, reply, accept an answer, edit, hide.

`Topic.objects.visible_to(person)` is the only way to a topic. Each verb has a module: `posting`,
`editing`, `answering`, `hiding`, `following`, `marking`.
"""
