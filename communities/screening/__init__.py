"""Looking through what somebody writes, before it is published.

One function, `screening.screen`, for every way in: it answers *fine*, *warn*, *hold* or *refuse* and says
of each finding which words of the text it means, and why. It knows nothing of posts or members: who writes
is an `Author`, and what the finders look at is text.
"""
