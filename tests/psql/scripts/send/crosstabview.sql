create table cells (r text, c text, v int, s int);
insert into cells values ('r1','c1',11,3), ('r1','c2',12,1), ('r2','c1',21,2), ('r3','c3',33,4), (null,'c1',0,5);
select r, c, v from cells order by 3 \crosstabview
select * from cells order by v \crosstabview r c v
select * from cells order by v \crosstabview r c v s
select * from cells order by v \crosstabview 1 2 3
select * from cells order by v \crosstabview c r v
select * from cells order by v \crosstabview c r s
select r, c from cells where r is not null order by v \crosstabview
select r, c, v from cells where false \crosstabview
select v from cells \crosstabview
select * from cells \crosstabview
select * from cells \crosstabview r c nonsense
select * from cells \crosstabview r r v
select * from cells \crosstabview 1 2 9
select * from cells \crosstabview r c v r
select * from cells union all select * from cells \crosstabview r c v
select 'x' as "R", 'y' as "r", 1 as v \crosstabview "R" "r" v
select 'x' as "R", 'y' as b, 1 as v \crosstabview R b v
select 'x' as a, 'y' as a, 1 as v \crosstabview a v v
select r, c, v, s from cells order by v \crosstabview r c v s extra
create table u () \crosstabview
select 1/0 \crosstabview
\crosstabview
\pset null '-'
\pset border 2
select r, c, v from cells order by 3 \crosstabview
\x
select r, c, v from cells order by 3 \crosstabview
