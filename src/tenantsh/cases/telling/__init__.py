"""A case for people, as a stream of text: a page, Markdown for a ticket, a script for psql, a notebook."""
