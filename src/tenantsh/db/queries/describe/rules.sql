-- Relations' rewrite rules, without those that make views views.
SELECT r.ev_class AS relation,
       r.rulename AS name,
       r.ev_enabled::pg_catalog.text AS enabled,
       trim(TRAILING ';' FROM pg_catalog.pg_get_ruledef(r.oid, true)) AS definition
  FROM pg_catalog.pg_rewrite AS r
 WHERE r.ev_class = ANY (:relations::pg_catalog.oid[]) AND r.rulename <> '_RETURN'
 ORDER BY r.rulename
