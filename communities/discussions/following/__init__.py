"""Who follows what: levels for topics, communities and tags; who is told of a post."""
