create table t (a int, b text);
create view v as select a, b from t where a > 0;
create view vc with (security_barrier) as select a from t with cascaded check option;
create materialized view mv as select count(*) as n from t;
create unique index on mv (n);
create sequence seq as smallint increment 5 minvalue -10 maxvalue 100 start 3 cycle;
create sequence owned owned by t.a;
create type comp as (x int, y text);
create type mood as enum ('sad', 'ok', 'it''s happy');
create domain pos as int not null default 1 check (value > 0);
create type span as range (subtype = float8);
create unlogged table ul (a int);
\d v
\d+ v
\d vc
\d+ vc
\d mv
\d+ mv
\d seq
\d owned
\d comp
\d mood
\dT
\dT mood
\dT+ mood
\dD
\dD+ pos
\dv
\dm
\ds
\d ul
\d+ ul
\dt
\x
\d v
\dT mood
