-- Subscriptions of this database; most of what there is to know only a superuser may see.
SELECT s.subname AS name,
       pg_catalog.pg_get_userbyid(s.subowner) AS owner,
       s.subenabled AS enabled,
       s.subpublications::pg_catalog.text AS publications
  FROM pg_catalog.pg_subscription AS s
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
   AND (:name::pg_catalog.text IS NULL
        OR s.subname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY s.subname
