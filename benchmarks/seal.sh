#!/bin/bash
# What the seal costs on 1,000,000 rows of 200 organizations; PGHOST and PGPORT name a server, superuser postgres.
Q=psql
$Q -U postgres -qc "drop database if exists seal_b" -c "create database seal_b" -d postgres 2>/dev/null
$Q -U postgres -d postgres -qc "create role seal_b_login login" -c "create role seal_b_app login" 2>/dev/null
$Q -U postgres -d seal_b -q <<'S'
create table rows (id bigint, org_id bigint, kind int, body text);
insert into rows select n, n % 200 + 1, n % 7, repeat('x', 60) from generate_series(1, 1000000) n;
create index on rows (org_id);
vacuum analyze rows;
alter table rows enable row level security; create policy app on rows using (org_id = (select nullif(current_setting('app.current_org_id', true), '')::bigint));
grant select on rows to seal_b_login, seal_b_app;
S
run() { $Q -U $1 -d seal_b -qXAt <<S
$2
set app.current_org_id='42'; set jit=off;
\timing on
select count(kind) from rows; select count(kind) from rows; select count(kind) from rows; select count(kind) from rows;
set enable_indexscan=off; set enable_bitmapscan=off; set enable_indexonlyscan=off;
select count(kind) from rows; select count(kind) from rows; select count(kind) from rows;
S
}
echo without; run seal_b_app | grep Time | awk '{print $2}' | xargs
tenantsh seal print --dsn "user=postgres dbname=seal_b" seal_b_login | $Q -U postgres -d seal_b -qX
echo app; run seal_b_app | grep Time| awk '{print $2}' | xargs
echo sealed; run seal_b_login "select tenantsh.open('42','b',pg_backend_pid());" | grep Time| awk '{print $2}' | xargs
$Q -U postgres -qc "drop database seal_b" -d postgres; $Q -U postgres -d postgres -qc "drop role seal_b_login" -c "drop role seal_b_app"
