-- since: 14
create view edv as select 1 as a;
\setenv EDITOR 'sed -i s/select.1/select.2/'
\setenv PSQL_EDITOR 'sed -i s/SELECT.1/SELECT.2/'
\ef ed
\p
\r
\ev edv
\p
\r
\p
\r
\ef
\p
\r
\ev
\p
\r
select 1
\e
\p
\g
\e nosuchdir/x
select 7
\setenv PSQL_EDITOR true
\e
;
\setenv PSQL_EDITOR false
select 8
\e
\p
;
\setenv PSQL_EDITOR nosuch_editor_x
select 9
\e
;
\setenv PSQL_EDITOR 'echo "select 10 as edited;" >'
select 9
\e
\ef nosuch
\ef ed(
\ef ed(int)
\ev nosuch
\setenv PSQL_EDITOR_LINENUMBER_ARG +
\setenv PSQL_EDITOR_LINENUMBER_ARG ''
\unset PSQL_EDITOR_LINENUMBER_ARG
