-- options: -P border=2 -P null=NIL -P "title=A title" --pset=footer=off
select 1 as a, null as b;
\pset border 0
select 1 as a, null as b;
