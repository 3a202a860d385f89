create role regress_connect_user login;
select current_user;
\c - regress_connect_user
select current_user, :'USER' as variable;
\c - postgres
select current_user;
drop role regress_connect_user;
