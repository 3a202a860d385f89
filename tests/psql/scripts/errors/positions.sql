select nonsense;
select 1 from nonsense;
selec 1;
select 1 +;
select
  1,
  nonsense,
  3;
select 'é', nonsense;
select '日本語', nonsense;
select	tab	nonsense;
select 'a very long line that goes on and on, so that the position of the error is far to the right of what is shown', nonsense, 'and it goes on after it for quite some time too, longer than what will fit';
select 'long',  'start of the text is here' , nonsense_at_sixty_or_so_columns, 'rest';
select nonsense_at_the_start, 'a very long line that goes on and on, so that the position of the error is far to the left of what is shown';
select
nonsense
from x
where y;
select 'unterminated
' , nonsense;
select "日本語";
select '日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語', nonsense, '日本語日本語日本語日本語日本語日本語日本語日本語';
	select	1	from	nonsense	;
select 1 from pg_class where;
create table t (a nonsense);
insert into nonsense values (1);
select * from pg_class c where d.relname = 'x';
select relnam from pg_class;
select c.relnam from pg_class c;
select count(*), relname from pg_class;
select foo(1);
select 1 + 'a'::text;
select '1' + 'a';
select 'x'::int;
select date '2020-13-45';
select 1 limit -1;
