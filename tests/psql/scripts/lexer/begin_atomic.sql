create function a() returns int begin atomic select 1; select 2; end;
select a();
create or replace function b(x int) returns int
language sql
begin atomic
  select case when x > 0 then 1 else 2 end;
end;
select b(1), b(-1);
create procedure c(x int) begin atomic
  select x; -- comment; end
  select x + 1; /* end; */
end;
call c(1);
create function d() returns int begin atomic select case when true then (select case 1 when 1 then 2 end) end; end; select 'after' as x;
create function e() returns text return 'returned;';
select e();
select begin from (select 1 as begin) q;
begin;
select 1 as end;
end;
create table begin_t (a int); begin; commit;
create function f() returns int language sql begin atomic; select 1; end;
select 'x' as atomic;
create or replace
function g() returns int
begin
atomic
select 5;
end
;
select g();
\sf g
