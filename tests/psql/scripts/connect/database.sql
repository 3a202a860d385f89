create database regress_connect_other template template0;
select current_database() = :'DBNAME' as same;
\set home :DBNAME
\c regress_connect_other
select current_database(), :'DBNAME' as variable;
\c :home
drop database regress_connect_other;
select current_database() = :'home' as back;
