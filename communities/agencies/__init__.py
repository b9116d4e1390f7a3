"""Agencies and their e-mail domains: who belongs to government, by the address they write from.

`importing` loads the public .gov registry and the hand-kept .mil table; `matching` finds the agency
of an address by its longest registered suffix.
"""
