select 1 as a;
/* not closed
select 2;
/* nested */
