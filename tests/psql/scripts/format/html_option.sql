-- options: -H -T border=7
select 1 as a, '<' as b;
