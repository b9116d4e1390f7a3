"""Members: who they are, how they join and sign in, how they find each other.

`User` is the account (its e-mail address is the login), `Profile` is what colleagues see, and
`JoinRequest` waits for a decision when an address is from an unknown domain.
"""
