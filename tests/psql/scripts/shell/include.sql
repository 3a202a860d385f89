\i good.sql
\i bad.sql
\i nonexistent.sql
\i folder
\i
\i good.sql extra
\ir good.sql
\include good.sql
\include_relative good.sql
\i folder/outer.sql
\set f good.sql
\i :f
\i :'f'
\i ':f'
\i unfinished.sql
;
\i quits.sql
\echo still here
\i bom.sql
\i crlf.sql
select 'before
\i good.sql
' as quoted;
select 'in the buffer' as a
\i good.sql
\p
