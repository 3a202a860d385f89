"""What a case keeps of a statement: its surroundings, the server, its plan, fingerprints and digests, in one look."""
