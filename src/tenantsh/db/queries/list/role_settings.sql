-- The settings that roles and databases start with.
SELECT r.rolname AS role,
       d.datname AS database,
       pg_catalog.array_to_string(s.setconfig, E'\n') AS settings
  FROM pg_catalog.pg_db_role_setting AS s
       LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
       LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole
 WHERE (:role::pg_catalog.text IS NULL
        OR r.rolname OPERATOR(pg_catalog.~) :role::pg_catalog.text COLLATE pg_catalog.default)
   AND (:database::pg_catalog.text IS NULL
        OR d.datname OPERATOR(pg_catalog.~) :database::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY r.rolname, d.datname
