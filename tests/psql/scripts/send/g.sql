select 1 as a \g
select 2 as a\g
\g
select 'again' as a;
\g
select 1 as a, 2 as b \g (format=unaligned)
select 1 as a, 2 as b \g (format=csv tuples_only=on)
select 1 as a, 2 as b \g (border=2 null=x)
select 1 as a, null as b \g (expanded)
select 1 as a, null as b \g ( expanded=on format=unaligned )
select 1 as a
\g
select 1 as a
;
\g (title='A title with blanks')
\g (format=unaligned fieldsep=;)
select 1 as a \g (nonsense=1)
select 1 as a \g (format=nonsense)
select 1 as a \g (
select 1 as a \g (format=csv
select 1 as after;
select 1 as a \g extra words here
\! cat extra; ls words 2>&1
\g \g
