-- since: 14
\setenv PSQL_EDITOR false
select 8
\e
\p
;
select 9;
\e
\p
\setenv PSQL_EDITOR true
select 8
\e
\p
select 8
  , 9 \e
\p
;
