"""The shape of what members type: `joining`, `profiles`."""
