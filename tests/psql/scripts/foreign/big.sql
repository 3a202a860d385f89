select string_agg('col' || i || 'x', ',') as l from generate_series(1, 300) i \gset
select 'select ' || string_agg(i || ' as c' || i, ', ') from generate_series(1, 300) i \gexec
\x
select 'select ' || string_agg(i || ' as c' || i, ', ') from generate_series(1, 100) i \gexec
\x
select repeat('abc ', 20000) as long \gset
select length(:'long');
select :'long' = repeat('abc ', 20000);
select 'x' as a, nosuch, :'long';
select :'long', nosuch;
select length('a	b	c'), nosuch	, 'tab	tab';
select 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa	', nosuch, '	bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';
select 'ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé', nosuch, 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü';
select '漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢', nosuch;
select
  1,
	'second line with tab', nosuch
	, 3;
do $$ begin
  execute 'select 1,
   nosuch   , 2';
end $$;
create function lf() returns int language plpgsql as $f$
begin
  perform 1;
  perform 2;
  perform nosuch_really_long_name_of_a_column_that_goes_on_and_on, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbb;
end $f$;
select lf();
select i, repeat('x', i) from generate_series(1, 2000) i where i % 400 = 0;
\pset format wrapped
\pset columns 60
select i, repeat('word ', i/100) from generate_series(1, 2000) i where i % 400 = 0;
\pset format aligned
\set FETCH_COUNT 100
select i, repeat('x', i/50) from generate_series(1, 450) i where i > 0;

