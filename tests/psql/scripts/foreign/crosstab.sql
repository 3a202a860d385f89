create table ct(v text, h text, c text, hn int);
insert into ct values ('v1','h2','a',4),('v2','h1','b',1),('v1','h1',null,2),(null,'h2','d',3),('v2',null,'e',5),('v3','h 3',E'x\ny',null);
\pset null '#'
select v,h,c from ct \crosstabview
select v,h,c,hn from ct \crosstabview v h c hn
select v,h,c,hn from ct \crosstabview 1 2 3 4
select v,h,c,hn from ct \crosstabview "v" "h" "c"
select v as "V V",h as "H",c as "C,c",hn from ct \crosstabview "V V" "H" "C,c" hn
select v as "V V",h as "H",c as "C,c",hn from ct \crosstabview "V V" H "C,c" hn
select v as "V V",h as "H",c as "C,c",hn from ct \crosstabview 'V V' 'H' c
select v,h,c,hn from ct \crosstabview v h hn hn
select v,h,c,hn from ct \crosstabview v v
select v,h,c,hn from ct \crosstabview v h
select v,h,c,hn from ct \crosstabview 5 2 1
select v,h,c,hn from ct \crosstabview 0 2 1
select v,h,c,hn from ct \crosstabview -1 2 1
select v,h,c,hn from ct \crosstabview nosuch
select v,h,c,hn from ct \crosstabview v nosuch
select v,h,c,hn from ct \crosstabview v h c nosuch
select v,h,c,hn from ct \crosstabview v h c v
select v,h,c,hn from ct \crosstabview v h c hn extra
select v,h from ct \crosstabview
select v from ct \crosstabview
select 1 as a, 1 as a, 1 as c \crosstabview a a c
select 1 as a, 1 as a, 1 as c \crosstabview 1 2 3
select v,h,c from ct where false \crosstabview
select 1,1,1 union all select 1,1,2 \crosstabview
select null,null,1 union all select null,null,2 \crosstabview
insert into ct values ('v1','h2','a',4) returning v,h,c \crosstabview
update ct set hn = 1 where false \crosstabview
create table ct2(i int) \crosstabview
select 1/0 \crosstabview
select i, i, i from generate_series(1,1601) i \crosstabview
select a,b,c from (values (1,1.5,'x'),(2,2.5,'y')) t(a,b,c) \crosstabview
select a,b,c from (values (1,1.5,'x'),(2,2.5,'y')) t(a,b,c) \crosstabview b a c
select v,h,string_agg(c,E'\n' order by c) from ct group by 1,2 order by 1,2 \crosstabview
\pset format csv
select v,h,c from ct where v = 'v1' and hn is distinct from 4 \crosstabview
\pset format html
select v,h,c from ct where v = 'v1' and hn is distinct from 4 \crosstabview
\pset format unaligned
select v,h,c from ct where v = 'v1' and hn is distinct from 4 \crosstabview
\pset format aligned
\x
select v,h,c from ct where v = 'v1' and hn is distinct from 4 \crosstabview
\x
\t
select v,h,c from ct where v = 'v1' and hn is distinct from 4 \crosstabview
\t
\pset title 'title' \\ \pset footer off
select v,h,c from ct where v = 'v1' and hn is distinct from 4 \crosstabview
\pset title
\pset footer on
select 1 as a,2 as b,3 as c \; select 4 as a,5 as b,6 as c \crosstabview
\set FETCH_COUNT 1
select a,b,c from (values (1,1.5,'x'),(2,2.5,'y')) t(a,b,c) \crosstabview b a c
\unset FETCH_COUNT
select a,b,c from (values (1,'2020-01-01'::date,10),(1,'2019-01-01',20),(2,'2021-01-01',30)) t(a,b,c) \crosstabview a b c b
select a,b,c from (values (1,-5,10),(1,3,20),(2,11,30)) t(a,b,c) \crosstabview a b c b
\crosstabview
select 1 as "ü", 'ö' as h, 3 as c \crosstabview ü h c
select v,h,c from ct \crosstabview "V" h c
select 1 as "V", 2 as v, 3 as c \crosstabview V v c
select 1 as "V", 2 as v, 3 as c \crosstabview "V" "v" c
