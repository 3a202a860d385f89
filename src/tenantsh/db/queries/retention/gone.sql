-- What runs have archived or purged of each table.
select
    m.table_name,
    m.fate::pg_catalog.text as fate,
    pg_catalog.count(*) as months,
    pg_catalog.to_char(pg_catalog.max(m.ends_at) at time zone 'UTC', 'YYYY-MM-DD') as until
from platform.retention_months as m
where m.dropped_at is not null
group by m.table_name, m.fate
order by m.table_name, m.fate
