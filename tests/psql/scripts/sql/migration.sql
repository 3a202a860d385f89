\set ON_ERROR_STOP on
begin;
create table schema_migrations (version text primary key);
create table users (id bigint generated always as identity primary key, email text not null unique, created date default '2020-01-01');
create table orders (id bigint generated always as identity primary key, user_id bigint not null references users (id) on delete cascade, total numeric(12, 2) not null check (total >= 0));
create index on orders (user_id);
insert into users (email) values ('a@example.com'), ('b@example.com');
insert into orders (user_id, total) select id, id * 10 from users;
insert into schema_migrations values ('0001');
commit;
select u.email, sum(o.total) from users u join orders o on o.user_id = u.id group by 1 order by 1;
do $$
begin
  if exists (select from schema_migrations where version = '0001') then
    raise notice 'already there';
  end if;
end $$;
\d orders
begin;
alter table users add column name text;
update users set name = initcap(split_part(email, '@', 1));
alter table users alter name set not null;
savepoint x;
insert into users (email) values ('a@example.com');
rollback to x;
commit;
select 'never' as a;
