-- since: 16
\t
select 'watched' \watch c=3 i=0.01
select 1 \watch interval=0.01 count=2
select 1 \watch 0.01 c=1
select 1 \watch x
select 1 \watch -1
select 1 \watch c=0
select 1 \watch c=x
select 1 \watch i=x
select 1 \watch nonsense=1
select 1 \watch c=1 c=2
select 1 \watch i=1 i=2
select 1 \watch 1 2
select 1 \watch 10e400
select 1 \watch 1a
\watch c=1
select 1/0 \watch c=5
create temp table t (a int) \watch c=1
insert into t values (1) returning a \watch c=2 i=0
select count(*) from t \watch c=1
select 'x' \watch c=1 extra
select 1\; select 2 \watch c=1 i=0.01
select 'after';
