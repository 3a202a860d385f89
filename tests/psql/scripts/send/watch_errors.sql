\t
select 1/0 \watch 0.01
select nonsense \watch
\watch x
\watch
select 'after';
