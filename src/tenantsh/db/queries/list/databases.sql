-- Databases; sizes only on request, for each costs a look at its files.
SELECT d.datname AS name,
       pg_catalog.pg_get_userbyid(d.datdba) AS owner,
       pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
       NULL AS provider, -- @-14
       CASE d.datlocprovider WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS provider, -- @15+
       d.datcollate AS "collate",
       d.datctype AS ctype,
       NULL AS locale, -- @-14
       d.daticulocale AS locale, -- @15-16
       d.datlocale AS locale, -- @17+
       NULL AS icu_rules, -- @-15
       d.daticurules AS icu_rules, -- @16+
       pg_catalog.array_to_string(d.datacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.array_length(d.datacl, 1) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(d.datacl, E'\n') END AS access_privileges, -- @17+
       CASE WHEN :verbose::pg_catalog.bool
            THEN CASE WHEN pg_catalog.has_database_privilege(d.datname, 'CONNECT')
                        OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') -- @16+
                      THEN pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(d.datname))
                      ELSE 'No Access' END END AS size,
       t.spcname AS tablespace,
       pg_catalog.shobj_description(d.oid, 'pg_database') AS description
  FROM pg_catalog.pg_database AS d
       LEFT JOIN pg_catalog.pg_tablespace AS t ON t.oid = d.dattablespace
 WHERE (:name::pg_catalog.text IS NULL
        OR d.datname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY d.datname
