"""What administrators do in Wagtail's interface: members, agencies, e-mail domains, files of the registry.

The lists, forms and pages are Wagtail's viewsets; every change goes through a verb of `communities`, so that
the ledger knows of it. Only administrators come here: `policies` says so for each model.
"""
