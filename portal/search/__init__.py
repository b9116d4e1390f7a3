"""The one search box: topics, toolkits and people, ranked by `communities.finding`."""
