-- What is set for roles and databases when they connect.
SELECT s.setrole::pg_catalog.int8 AS role,
       CASE WHEN s.setrole <> '0' THEN pg_catalog.pg_get_userbyid(s.setrole)::pg_catalog.text END AS role_name,
       d.datname::pg_catalog.text AS database,
       c.setting
  FROM pg_catalog.pg_db_role_setting AS s
       LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
       CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c (setting)
 WHERE s.setdatabase = '0' OR d.datname = pg_catalog.current_database()
 ORDER BY 2, 3, 4
