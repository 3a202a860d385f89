-- Which database this is, also when its server has got another name.
select
    pg_catalog.format(
        '%s of system %s', pg_catalog.current_database(), s.system_identifier
    ) as name,
    pg_catalog.pg_backend_pid() as pid
from pg_catalog.pg_control_system() as s
