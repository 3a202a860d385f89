"""Values without I/O: tenants, conventions, results and errors."""
