"""The search index: one document for each thing that can be found. It knows no feature.

Features put documents in (`indexing`) within the transaction that changes their rows, and say in
each document who may see it. `searching` ranks them for the audiences that the asking person has.
"""
