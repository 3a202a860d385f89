-- When and by whom partitions are looked at.
SELECT pg_catalog.to_char(pg_catalog.now(), 'YYYY-MM-DD HH24:MI:SS') AS now,
       current_user::pg_catalog.text AS role,
       me.rolsuper OR me.rolbypassrls AS above,
       pg_catalog.to_regprocedure('platform.create_month(regclass, date)') IS NOT NULL AS makes_months
  FROM pg_catalog.pg_roles AS me
 WHERE me.rolname = current_user
