-- The roles and databases that a session's database is about: itself, roles with rights in it, those of the login.
SELECT 'database' AS kind, pg_catalog.current_database()::pg_catalog.text AS name
UNION ALL
SELECT 'role', r.rolname::pg_catalog.text
  FROM pg_catalog.pg_roles AS r
       CROSS JOIN pg_catalog.pg_roles AS login
 WHERE login.rolname = SESSION_USER
   AND (r.oid IN (SELECT s.refobjid
                    FROM pg_catalog.pg_shdepend AS s
                         JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
                   WHERE d.datname = pg_catalog.current_database()
                     AND s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass::pg_catalog.oid)
        OR r.oid = login.oid
        OR NOT login.rolsuper AND pg_catalog.pg_has_role(login.oid, r.oid, 'member'))
