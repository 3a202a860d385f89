"""Which cluster an organization is in, and what becomes of a session whose organization is moved to another one.

`directory` has the answer, `asking` gets it by a table, a query or a program; `placing` goes from what a person asked
for to a place in the right cluster, `everywhere` asks all clusters, and `whereabouts` notices a move.
"""
