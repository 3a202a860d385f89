create table t (a text);
copy t from stdin;
café
\.
\encoding latin1
copy t from stdin;
café
\.
select a, length(a) from t;
select 'café' as latin;
\encoding utf8
table t;
select 'bÃ' as cut
;
select E'\xff';
select chr(233);
