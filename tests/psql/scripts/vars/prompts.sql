\set PROMPT1 '%n@%/%R%# '
\set PROMPT2 'more> '
\set PROMPT3 'copy> '
select 1
as a;
create table t (a int);
copy t from stdin;
1
\.
\echo :PROMPT1 :PROMPT2 :PROMPT3
