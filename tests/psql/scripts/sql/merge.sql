-- since: 15
create table target (id int primary key, v text);
create table source (id int, v text);
insert into target values (1, 'one'), (2, 'two');
insert into source values (2, 'TWO'), (3, 'THREE');
merge into target t using source s on t.id = s.id when matched then update set v = s.v when not matched then insert values (s.id, s.v);
table target;
merge into target t using source s on t.id = s.id when matched and s.id = 2 then delete when matched then do nothing;
table target;
\echo :ROW_COUNT
merge into target t using (values (1), (1)) s(id) on t.id = s.id when matched then update set v = 'x';
merge into target t using source s on true when not matched then update set v = 'x';
merge into nonsense using source s on true when matched then delete;
\set QUIET off
merge into target t using source s on t.id = s.id when matched then delete when not matched then insert values (s.id, 'new');
