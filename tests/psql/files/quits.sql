select 'before \q' as said;
\q
select 'never';
