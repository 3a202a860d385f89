create table g (a text, b text, n int);
insert into g values ('x','p',1),('x','q',2),('y','p',3);
\pset null '-'
select a, b, sum(n), grouping(a, b) from g group by rollup (a, b) order by 1, 2;
select a, b, sum(n) from g group by cube (a, b) order by 1, 2;
select a, b, sum(n) from g group by grouping sets ((a), (b), ()) order by 1, 2;
select a, array_agg(n order by n desc), string_agg(b, ',' order by b) from g group by a having sum(n) > 2 order by a;
select percentile_cont(0.5) within group (order by n), mode() within group (order by a) from g;
select a, sum(n) from g where sum(n) > 1 group by a;
select grouping(n) from g group by a;
select count(distinct a), count(*) filter (where n > 1), bool_and(n > 0), every(n > 1), min(a), max(b) from g;
select json_agg(g order by n), json_object_agg(b, n order by n) from g where a = 'x';
