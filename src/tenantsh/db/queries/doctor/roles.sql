-- Roles that somebody can act as who may become one of the `seeds`: these, their logins, and what else those may become.
WITH RECURSIVE edge AS MATERIALIZED (
    SELECT m.member, m.roleid,
           m.set_option AS sets, m.inherit_option AS inherits, m.admin_option AS admits  -- @16+
           true AS sets, r.rolinherit AS inherits, true AS admits  -- @-15
      FROM pg_catalog.pg_auth_members AS m
           JOIN pg_catalog.pg_roles AS r ON r.oid = m.member
), seed AS MATERIALIZED (
    SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = ANY (:seeds::pg_catalog.name[])
), below (oid) AS (
    SELECT s.oid FROM seed AS s
     UNION
    SELECT e.member FROM below AS b JOIN edge AS e ON e.roleid = b.oid WHERE e.sets OR e.inherits
), login AS MATERIALIZED (
    SELECT r.oid, r.rolname
      FROM pg_catalog.pg_roles AS r
     WHERE r.rolname = :login::pg_catalog.name
        OR r.rolcanlogin AND r.oid <> '10' AND r.oid IN (SELECT b.oid FROM below AS b)
           AND pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'connect')
     ORDER BY r.rolname <> coalesce(:login::pg_catalog.name, ''), r.oid
     LIMIT 50
), acting (login, oid) AS (
    -- whoever may grant a role may grant it to itself
    SELECT l.oid, l.oid FROM login AS l
     UNION
    SELECT a.login, e.roleid FROM acting AS a JOIN edge AS e ON e.member = a.oid WHERE e.sets OR e.inherits OR e.admits
), every (oid) AS (
    SELECT a.oid FROM acting AS a
     UNION
    SELECT s.oid FROM seed AS s
), told AS MATERIALIZED (
    -- where each tenant has a role of its own, those of others are as this one
    SELECT r.oid
      FROM every AS e
           JOIN pg_catalog.pg_roles AS r ON r.oid = e.oid
     ORDER BY r.rolname <> ALL (:seeds::pg_catalog.name[]), NOT (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole),
              r.rolname OPERATOR(pg_catalog.!~) '^pg_', NOT r.rolcanlogin, r.rolname
     LIMIT 200
), carried (oid, holds) AS (
    SELECT t.oid, t.oid FROM told AS t
     UNION
    SELECT h.oid, e.roleid FROM carried AS h JOIN edge AS e ON e.member = h.holds WHERE e.inherits
)
SELECT r.oid::pg_catalog.int8 AS oid,
       r.rolname::pg_catalog.text AS name,
       r.rolname = ANY (:seeds::pg_catalog.name[]) AS seed,
       r.rolcanlogin AS can_login,
       r.rolsuper AS superuser,
       r.rolbypassrls AS bypasses,
       r.rolcreaterole AS creates_roles,
       r.rolreplication AS replicates,
       ARRAY(SELECT h.holds::pg_catalog.int8 FROM carried AS h WHERE h.oid = r.oid ORDER BY h.holds) AS holds,
       ARRAY(SELECT l.rolname::pg_catalog.text
               FROM acting AS a
                    JOIN login AS l ON l.oid = a.login
              WHERE a.oid = r.oid
              ORDER BY l.rolname) AS logins,
       ARRAY(SELECT m.rolname::pg_catalog.text
               FROM edge AS e
                    JOIN pg_catalog.pg_roles AS m ON m.oid = e.member
              WHERE e.roleid = r.oid AND (e.sets OR e.inherits OR e.admits)
                AND e.member IN (SELECT a.oid FROM acting AS a)
              GROUP BY m.rolname
              ORDER BY m.rolname) AS members
  FROM told AS t
       JOIN pg_catalog.pg_roles AS r ON r.oid = t.oid
 ORDER BY r.rolname
