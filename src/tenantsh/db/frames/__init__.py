"""A person's statement as Arrow columns: the same way through guard and scope, read in PostgreSQL's binary format.

Imported when somebody asks for a frame: numpy and pyarrow come with it, through `tenantsh.arrow`.
"""
