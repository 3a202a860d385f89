"""What a case keeps of a statement: its surroundings, the server, its plan, fingerprints and digests, in one look.

Recording and replaying use the same function, so that two looks can be compared.
"""

from tenantsh.db.looks.looking import look

__all__ = ["look"]
