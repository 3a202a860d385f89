\echo :USER
select :'USER' = current_user as same, :'DBNAME' = current_database() as also;
\set USER nobody
\echo :USER
\unset DBNAME
\echo :DBNAME
select :'SERVER_VERSION_NUM' = current_setting('server_version_num') as same;
