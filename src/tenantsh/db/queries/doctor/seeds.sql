-- Roles that could be the tenants': those that the convention names, and those that tables of tenants are open to.
WITH RECURSIVE tables AS MATERIALIZED (
    SELECT c.oid, c.relacl, c.relowner, c.relnamespace
      FROM pg_catalog.pg_class AS c
           JOIN pg_catalog.pg_attribute AS a
                ON a.attrelid = c.oid AND a.attname = :tenant_column::pg_catalog.name AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND c.oid >= '16384' AND c.relpersistence <> 't'
), direct (oid) AS (
    SELECT x.grantee
      FROM (SELECT DISTINCT t.relacl, t.relowner FROM tables AS t) AS g
           CROSS JOIN LATERAL pg_catalog.aclexplode(g.relacl) AS x
     WHERE x.grantee <> g.relowner
     UNION
    SELECT x.grantee
      FROM tables AS t
           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attacl IS NOT NULL
           CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS x
     UNION
    SELECT r.oid FROM pg_catalog.pg_policy AS p CROSS JOIN LATERAL pg_catalog.unnest(p.polroles) AS r (oid)
), granted (oid) AS (
    SELECT d.oid FROM direct AS d
     UNION
    -- who inherits them has them, too
    SELECT m.member FROM granted AS g JOIN pg_catalog.pg_auth_members AS m ON m.roleid = g.oid
)
SELECT r.rolname::pg_catalog.text AS name,
       r.rolname = ANY (:named::pg_catalog.name[]) AS named,
       r.rolname = session_user AS login,
       r.oid IN (SELECT g.oid FROM granted AS g) AS reaches,
       r.rolsuper OR r.rolbypassrls AS above,
       EXISTS (SELECT FROM tables AS t WHERE t.relowner = r.oid) AS owns
  FROM pg_catalog.pg_roles AS r
 WHERE r.oid IN (SELECT g.oid FROM granted AS g)
    OR r.rolname = ANY (:named::pg_catalog.name[])
    OR r.rolname = session_user
 ORDER BY r.rolname
