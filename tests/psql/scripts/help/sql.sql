-- SQL help: the list, and what there is no help on
\h
\h ;
\help
\h nothing of the kind
\h  nothing   of the  kind ; ;
\h * x
\h "select"
\h :nothing \echo not shown
\h drop	table no \\ select 1;
\if false
\h select \\ \echo not shown
\endif
\o /dev/null
\h none
\o
\help+ select
\echo :'nothing'
