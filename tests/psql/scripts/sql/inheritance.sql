create table animal (name text, legs int check (legs >= 0));
create table dog (breed text) inherits (animal);
create table pup (age int default 0) inherits (dog);
insert into animal values ('snake', 0);
insert into dog values ('rex', 4, 'collie');
insert into pup values ('bit', 4, 'mix', 1);
select tableoid::regclass, * from animal order by name;
select * from only animal;
update animal set legs = legs + 1;
insert into pup values ('odd', -1, 'x');
select name, legs from animal order by 1;
alter table animal add column tail bool;
alter table dog drop column tail;
alter table animal drop constraint animal_legs_check;
drop table dog;
alter table pup no inherit dog;
\d pup
\d dog
create table bad (name int) inherits (animal);
create table merged (name text, extra int) inherits (animal);
alter table animal inherit pup;
drop table animal cascade;
