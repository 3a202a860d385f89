"""The evidence log: what was run is recorded by this client, a line of JSON each; a user can bypass the client.

Each line holds a digest of the line before it, so that a line that was changed, left out or put in shows.
"""
