begin;
create table left_open (a int);
insert into left_open values (1);
