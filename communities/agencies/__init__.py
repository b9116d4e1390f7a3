"""Agencies and their e-mail domains: who belongs to government, by the address they write from.

`registry` reads the public .gov registry and the hand-kept .mil table, `comparing` says what they would
change, `importing` does it; `keeping` and `merging` are what administrators do. `matching` finds the agency
of an address by its longest registered suffix.
"""
