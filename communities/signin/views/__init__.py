"""The pages of signing in: `entering`, `factors` (allauth's pages, in our order), `keeping` (our own)."""
