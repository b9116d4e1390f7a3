"""The demonstration community. Its words are Markdown and YAML files in `content/`, not Python."""
