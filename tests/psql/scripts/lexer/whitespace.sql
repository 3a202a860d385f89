select    1     as   a   ;

   select 2 as b   ;	select 3 as c;



select
4


as d

;
	\echo tab before
   \echo blanks before
select 5 as e;select 6 as f;\echo g
  -- comment only   
  
;select 7;
select 8 \echo   many    blanks   
;
select 9	as	tabs	;
