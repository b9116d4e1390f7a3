"""What the pages of topics and lists need. Nothing here writes."""
