"""The tools behind the Makefile.

`bootstrap` makes the virtual environment; every other module runs inside it, as
`.venv/bin/python -m scripts.<name>`, from the project's folder. They know nothing of the site's code:
they start programs and speak to the person at the keyboard.
"""
