\setenv PSQL_EDITOR_LINENUMBER_ARG +
create view v as select 'one'::text as a;
\ev v
\p
;
table v;
\ev nonsense
\ev
\p
\r
\ev v 2
\r
\ev v x
create table t (a int);
create view "Odd ""name" with (security_barrier) as select 1 as b with no data;
create view "Odd name" with (security_barrier) as select 1 as b;
\ev "Odd name"
\r
create view checked as select a from t where a > 0 with local check option;
\ev checked
\p
\r
\setenv EDITOR true
\ev v
\r
select 1 as after;
