-- Who is a member of what, with which rights; PostgreSQL 16 told those rights apart.
SELECT m.rolname AS name, -- @16+
       r.rolname AS member_of, -- @16+
       pg_catalog.concat_ws(', ', -- @16+
           CASE WHEN a.admin_option THEN 'ADMIN' END, -- @16+
           CASE WHEN a.inherit_option THEN 'INHERIT' END, -- @16+
           CASE WHEN a.set_option THEN 'SET' END) AS options, -- @16+
       g.rolname AS grantor -- @16+
  FROM pg_catalog.pg_roles AS m -- @16+
       JOIN pg_catalog.pg_auth_members AS a ON a.member = m.oid -- @16+
       LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.roleid -- @16+
       LEFT JOIN pg_catalog.pg_roles AS g ON g.oid = a.grantor -- @16+
 WHERE (:system::pg_catalog.bool OR m.rolname OPERATOR(pg_catalog.!~) '^pg_') -- @16+
   AND (:name::pg_catalog.text IS NULL -- @16+
        OR m.rolname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default) -- @16+
 ORDER BY m.rolname, r.rolname, g.rolname -- @16+
SELECT NULL::pg_catalog.text AS name, -- @-15
       NULL::pg_catalog.text AS member_of, -- @-15
       NULL::pg_catalog.text AS options, -- @-15
       NULL::pg_catalog.text AS grantor -- @-15
 WHERE false -- @-15
