select 1; select nonsense; select 2;
select 1\; select nonsense\; select 2;
select 1
\; select
nonsense
;
/* a comment
of lines */ select nonsense;
-- comment
select nonsense; -- after
 
 
select nonsense;
select 1 -- comment
, nonsense;
\set v nonsense
select :v;
select 'padding' as p, :v;
\set lines 'a\nb'
select :lines;
select :'lines', nonsense;
select E'\\x' , nonsense;
select nonsense
;
select 1
  union
select 1, 2;
create function f() returns int language sql as 'select nonsense';
create function f() returns int language sql as $$
  select 1;
  select nonsense;
$$;
create view v as
  select 1 as a,
         nonsense as b;
)
;
(;
);
''
;
select $1;
select 1 1;
select ';' ; ;; selekt;
