-- What Citus counted of each organization in this period and the one before, all nodes together.
SELECT t.tenant_attribute AS org,
       pg_catalog.sum(t.query_count_in_this_period)::pg_catalog.int8 AS queries,
       pg_catalog.sum(t.query_count_in_last_period)::pg_catalog.int8 AS queries_before,
       pg_catalog.sum(t.cpu_usage_in_this_period)::pg_catalog.float8 AS seconds,
       pg_catalog.sum(t.cpu_usage_in_last_period)::pg_catalog.float8 AS seconds_before
  FROM pg_catalog.citus_stat_tenants AS t
 WHERE t.tenant_attribute = ANY (:orgs::pg_catalog.text[]) AND t.colocation_id = ANY (:groups::pg_catalog.int4[])
 GROUP BY t.tenant_attribute
