create table "Mixed Case" ("A" int, "b c" text, "d""e" int, "select" int, 日本 int, _x int, a$1 int);
insert into "Mixed Case" values (1, 'x', 2, 3, 4, 5, 6);
select * from "Mixed Case";
select A from "Mixed Case";
select "A", "b c", "d""e", "select", 日本, _x, a$1 from "Mixed Case";
\d "Mixed Case"
\d Mixed Case
create table mixedCase (aB int);
select ab from MIXEDCASE;
\d MixedCase
\d "MixedCase"
create schema "Odd;Schema";
create table "Odd;Schema"."semi;colon" (";" int);
\d "Odd;Schema"."semi;colon"
select * from "Odd;Schema"."semi;colon";
create table "new
line" (a int);
select * from "new
line";
select * from "";
select 1 as "";
drop schema "Odd;Schema";
drop schema "Odd;Schema" cascade;
