select (1;
);
select ((1)) as a;
select (1
;
2);
select ')' as a, '(' as b;
create rule nonsense as on insert to nothing do also (select 1; select 2);
create table t (a int);
create rule r as on insert to t do also (insert into pg_temp.x values (1); select 2);
create rule r as on insert to t do instead (select new.a; select 'two' as b);
insert into t values (1);
select 1) as a;
select 1 as a;
select array[1;
];
\r
select '{' as brace, '[' as bracket;
