"""What is wrong with a database's row security, for the roles that tenants have: the catalog's word, and proofs."""
