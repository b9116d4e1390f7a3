"""The home page and plain pages such as “About”."""
