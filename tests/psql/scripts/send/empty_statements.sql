;
;;
 ; ;
select 1 as a;;
-- a comment;
/* another; */ ;
/* before */ select 2 as a /* after */; -- last
\g
;
\g
select;
\echo :ROW_COUNT :SQLSTATE
