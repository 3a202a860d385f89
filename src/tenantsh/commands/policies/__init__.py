r"""`\rls`: which rows row security leaves a role, of one relation or of all."""
