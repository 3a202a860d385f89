r"""The lists that psql makes of the catalog: `\dt`, `\df`, `\l` and their kin, one file per family."""
