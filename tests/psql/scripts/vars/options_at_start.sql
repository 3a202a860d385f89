-- options: -v one=1 -v two="a b" --set=three --variable four= -v FETCH_COUNT=1
\echo :one :two [:three] [:four] :FETCH_COUNT
\echo :{?three} :{?four}
select :'two' as two;
