"""Signing in at somebody else's: single sign-on by OpenID Connect, right for Login.gov.

It is a setting; docs/single-sign-on.md says how. The way of one sign-in: `starting` remembers what we ask
and sends the person off; they come back with a code, which `fetching` changes for tokens; `checking`
believes nothing of them before it has looked; `choosing` finds the address that counts here, `binding`
ties the person at the provider to an account, `entering` opens it. `leaving` signs out there as well.
"""
