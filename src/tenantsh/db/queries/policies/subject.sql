-- Whose access is looked at: a role by its name, else the one that the session has.
SELECT r.oid::pg_catalog.int8 AS oid,
       r.rolname::pg_catalog.text AS role,
       session_user::pg_catalog.text AS login,
       r.rolname = current_user AS current,
       r.rolsuper AS superuser,
       r.rolbypassrls AS bypasses,
       pg_catalog.current_setting('row_security')::pg_catalog.bool AS row_security
  FROM pg_catalog.pg_roles AS r
 WHERE r.rolname = coalesce(:role::pg_catalog.name, current_user)
