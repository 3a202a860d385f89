\set ECHO_HIDDEN off
\set ECHO_HIDDEN off
\set SINGLESTEP off
\set HISTCONTROL x
\set HISTCONTROL ignoreboth
\set HISTSIZE 10
\set HISTSIZE x
\set IGNOREEOF x
\set IGNOREEOF 5
\set PROMPT1 x
\set COMP_KEYWORD_CASE x
\set COMP_KEYWORD_CASE lower
\set HIDE_TOAST_COMPRESSION on
\set HIDE_TABLEAM on
\set ON_ERROR_ROLLBACK x
\set ON_ERROR_STOP x
\set QUIET x
\set SINGLELINE x
\set AUTOCOMMIT x
\set ECHO_HIDDEN x
\set VERBOSITY x
\set SHOW_CONTEXT x
\set FETCH_COUNT 9999999999
\set SHOW_ALL_RESULTS x
\unset SHOW_ALL_RESULTS
\echo :SHOW_ALL_RESULTS
\unset VERBOSITY
\echo :VERBOSITY
\unset ON_ERROR_STOP
\echo :ON_ERROR_STOP
\unset PROMPT1
\echo [:PROMPT1]
\unset DBNAME
\echo :DBNAME
\set DBNAME other
\echo :DBNAME
\set VERSION x
\echo :VERSION
\echo :SERVER_VERSION_NUM :VERSION_NUM
\echo :LAST_ERROR_MESSAGE :LAST_ERROR_SQLSTATE
select 1/0;
\echo :LAST_ERROR_MESSAGE :LAST_ERROR_SQLSTATE :ERROR :SQLSTATE :ROW_COUNT
select 1 union select 2;
\echo :LAST_ERROR_MESSAGE :LAST_ERROR_SQLSTATE :ERROR :SQLSTATE :ROW_COUNT
create table a(i int);
\echo :ROW_COUNT
insert into a values (1),(2);
\echo :ROW_COUNT
copy a from stdin;
1
2
3
\.
\echo :ROW_COUNT :ERROR
copy a to stdout;
\echo :ROW_COUNT
\d nosuch
\echo :ERROR :SQLSTATE
syntax error;
\echo :ERROR :SQLSTATE :LAST_ERROR_SQLSTATE
;
\echo :ERROR :SQLSTATE
\copy a to stdout
\echo :ROW_COUNT
\copy nosuch to stdout
\echo :ERROR :SQLSTATE :LAST_ERROR_MESSAGE
begin; 
\echo :ERROR :ROW_COUNT
fetch 1 from nosuch;
commit;
delete from a;
\echo :ROW_COUNT
select \gdesc
\echo :ERROR
select nosuch \gdesc
\echo :ERROR :LAST_ERROR_MESSAGE
\echo :ENCODING :USER :PORT
