-- Event triggers.
SELECT e.evtname AS name,
       e.evtevent AS event,
       pg_catalog.pg_get_userbyid(e.evtowner) AS owner,
       CASE e.evtenabled WHEN 'O' THEN 'enabled' WHEN 'R' THEN 'replica'
                         WHEN 'A' THEN 'always' WHEN 'D' THEN 'disabled' END AS enabled,
       e.evtfoid::pg_catalog.regproc::pg_catalog.text AS function,
       pg_catalog.array_to_string(ARRAY(SELECT t.tag FROM pg_catalog.unnest(e.evttags) AS t (tag)), ', ') AS tags,
       pg_catalog.obj_description(e.oid, 'pg_event_trigger') AS description
  FROM pg_catalog.pg_event_trigger AS e
 WHERE (:name::pg_catalog.text IS NULL
        OR e.evtname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY e.evtname
