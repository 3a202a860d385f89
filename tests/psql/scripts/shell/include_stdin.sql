\i -
select 'from the rest of the script' as a;
\q
select 'after q' as a;
