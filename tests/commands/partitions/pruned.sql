-- Partitioned tables of several kinds, 24 months of logs among them, with rows of every half hour or so.
create table logs (id bigserial, org_id bigint, at timestamptz not null, body text) partition by range (at);
do $$ begin for y in 0..23 loop
 execute format('create table logs_%s partition of logs for values from (%L) to (%L)', to_char(timestamp '2025-01-01'+y*interval '1 month','YYYY_MM'), (timestamp '2025-01-01'+y*interval '1 month') at time zone 'UTC', (timestamp '2025-01-01'+(y+1)*interval '1 month') at time zone 'UTC');
end loop; end $$;
create table logs_default partition of logs default;
create table sub (id bigint, at timestamptz, region text) partition by range(at);
create table sub_2025_01 partition of sub for values from ('2025-01-01 00:00+00') to ('2025-02-01 00:00+00') partition by list(region);
create table sub_2025_01_eu partition of sub_2025_01 for values in ('eu');
create table sub_2025_01_us partition of sub_2025_01 for values in ('us','it''s');
create table sub_2025_02 partition of sub for values from ('2025-02-01 00:00+00') to ('2025-03-01 00:00+00');
create table h (id bigint) partition by hash(id);
create table h0 partition of h for values with (modulus 2, remainder 0);
create table h1 partition of h for values with (modulus 2, remainder 1);
create table hh (org_id bigint, id bigint) partition by hash(org_id, id);
create table hh0 partition of hh for values with (modulus 2, remainder 0);
create table hh1 partition of hh for values with (modulus 2, remainder 1);
create table d (id bigint, day date, note text) partition by range(day);
create table d1 partition of d for values from ('2025-01-01') to ('2025-02-01');
create table d2 partition of d for values from ('2025-02-01') to ('2025-03-01');
create view lv as select id, at, body from logs;
create index on logs(at);
insert into logs(org_id,at,body) select 42, '2025-01-01 00:00+00'::timestamptz + i*interval '37 minutes', 'b' from generate_series(1,28000) i;
create materialized view mv as select at from logs where at < '2025-02-01';
analyze;
