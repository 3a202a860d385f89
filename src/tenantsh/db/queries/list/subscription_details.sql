-- Subscriptions of this database with their settings, some of which ordinary roles may not see.
SELECT s.subname AS name,
       pg_catalog.pg_get_userbyid(s.subowner) AS owner,
       s.subenabled AS enabled,
       s.subpublications::pg_catalog.text AS publications,
       false AS "binary", -- @-13
       s.subbinary AS "binary", -- @14+
       NULL AS streaming, -- @-13
       CASE WHEN s.substream THEN 't' ELSE 'f' END AS streaming, -- @14-15
       CASE s.substream WHEN 'f' THEN 'off' WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' END AS streaming, -- @16+
       NULL AS two_phase, -- @-14
       s.subtwophasestate::pg_catalog.text AS two_phase, -- @15+
       false AS disable_on_error, -- @-14
       s.subdisableonerr AS disable_on_error, -- @15+
       NULL AS origin, -- @-15
       s.suborigin AS origin, -- @16+
       false AS password_required, -- @-15
       s.subpasswordrequired AS password_required, -- @16+
       false AS run_as_owner, -- @-15
       s.subrunasowner AS run_as_owner, -- @16+
       false AS failover, -- @-16
       s.subfailover AS failover, -- @17+
       s.subsynccommit AS synchronous_commit,
       s.subconninfo AS conninfo,
       NULL AS skip_lsn -- @-14
       s.subskiplsn::pg_catalog.text AS skip_lsn -- @15+
  FROM pg_catalog.pg_subscription AS s
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
   AND (:name::pg_catalog.text IS NULL
        OR s.subname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY s.subname
