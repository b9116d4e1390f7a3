"""HTTP of reading: topics, lists, posts, feeds. Writing, arranging, following, polls have their own."""
