"""The search index: one document for each thing that can be found. It knows no feature.

Features put documents in (`indexing`) within the transaction that changes their rows, and say in
each document who may see it. `searching` ranks them for the audiences that the asking person has.

`searching.find(Query, audiences=…, first=…, most=…) -> Results` is the way in for pages; the shapes are in
`asked`. `resembling` says what may already answer a text that is being typed.
"""
