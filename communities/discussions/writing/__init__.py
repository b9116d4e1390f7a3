"""What authors do: start a topic, reply, edit, withdraw, attach; drafts and the composer around them."""
