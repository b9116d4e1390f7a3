"""The append-only record of every act: who did what, to what, when, with which facts.

PostgreSQL itself refuses to change or delete an entry (migration 0003). `record()` is the
one way in; it runs in the transaction of the verb that calls it.
"""
