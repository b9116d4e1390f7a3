"""Read the names of the tests in order: they are the specification."""
