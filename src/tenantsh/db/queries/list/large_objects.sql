-- Large objects.
SELECT l.oid AS id,
       pg_catalog.pg_get_userbyid(l.lomowner) AS owner,
       pg_catalog.array_to_string(l.lomacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.array_length(l.lomacl, 1) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(l.lomacl, E'\n') END AS access_privileges, -- @17+
       pg_catalog.obj_description(l.oid, 'pg_largeobject') AS description
  FROM pg_catalog.pg_largeobject_metadata AS l
 ORDER BY l.oid
