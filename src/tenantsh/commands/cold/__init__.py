r"""`\cold`: an organization's rows in cold storage."""
