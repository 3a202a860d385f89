-- Which cluster it is: a standby has its primary's.
SELECT s.system_identifier::pg_catalog.text AS system FROM pg_catalog.pg_control_system() AS s
