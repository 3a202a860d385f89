\c 'dbname=postgres'
select current_database();
\c 'dbname=postgres user=postgres application_name=mine'
select current_setting('application_name');
\c -reuse-previous=on 'dbname=template1'
select current_database();
\c -reuse-previous=off dbname=postgres
select current_database();
\c 'nonsense=1'
select 1 as a;
