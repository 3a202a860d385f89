"""Rows of frames written into a table inside the tenant's scope.

Under row security the server takes no COPY, so they travel as arrays, one for each column. Needs pyarrow and numpy.
"""
