-- Roles with what they may do.
SELECT r.rolname AS name,
       r.rolsuper AS superuser,
       r.rolinherit AS inherits,
       r.rolcreaterole AS creates_roles,
       r.rolcreatedb AS creates_databases,
       r.rolcanlogin AS logs_in,
       r.rolreplication AS replicates,
       r.rolbypassrls AS bypasses_rls,
       r.rolconnlimit AS connection_limit,
       r.rolvaliduntil::pg_catalog.text AS valid_until,
       ARRAY( -- @-15
           SELECT b.rolname -- @-15
             FROM pg_catalog.pg_auth_members AS m -- @-15
                  JOIN pg_catalog.pg_roles AS b ON b.oid = m.roleid -- @-15
            WHERE m.member = r.oid -- @-15
       )::pg_catalog.text AS member_of, -- @-15
       NULL::pg_catalog.text AS member_of, -- @16+
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.shobj_description(r.oid, 'pg_authid') END AS description
  FROM pg_catalog.pg_roles AS r
 WHERE (:system::pg_catalog.bool OR r.rolname OPERATOR(pg_catalog.!~) '^pg_')
   AND (:name::pg_catalog.text IS NULL
        OR r.rolname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY r.rolname
