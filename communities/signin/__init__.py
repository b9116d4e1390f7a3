"""Signing in and staying signed in: codes by mail, passwords, passkeys, authenticator apps, sessions.

django-allauth does the work. Here is what it asks us (adapters, forms, the backend), the page on which
members see and change how they sign in, the clock that ends sessions, and the demand for a second factor.
"""
