select 1 as a;
select 'ÿþ' as bad;
select 'café' as latin;
\echo café ÿ
-- comment ÿ
\set x é
\echo :x
select :'x' as x;
select 1 as "é";
\nonsenseÿ
select 2 as b \ÿ
select nonsense, 'æ—';
\d ÿ
\! echo é
select 'last' as z;
