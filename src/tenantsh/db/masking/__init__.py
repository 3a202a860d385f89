"""Columns that are marked as personal data: which they are, where they come back, and what is shown in their place.

Before rows are handed over each value of a marked column is replaced. Where a column's origin is unknown and the
statement reads something marked, it is replaced too, unless the grammar shows that nothing marked is in it.
"""
