"""The shape of what members type: `signing_in`, `joining`, `profiles`."""
