"""One's own account: the address that opens it and where one works, one's data to take along, and closing.

The topmost room: it knows what every other room holds of a person. `fates` says of every column that
points at a person what becomes of it; `sources` lists what each room gives to the download.
"""
