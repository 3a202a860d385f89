do $$ begin raise exception '%', repeat('long ', 500); end $$;
do $$ begin raise notice '%', repeat('x', 9000); end $$;
select repeat('a', 300)::int;
create table t (a int primary key, b text);
insert into t values (1, repeat('x', 1000)), (1, repeat('y', 1000));
create function a_function_with_a_name_that_is_very_long_indeed_longer_than_sixty_three_characters() returns int language sql as 'select 1';
select nonsense_with_a_name_that_is_very_long_indeed_longer_than_sixty_three_characters_altogether;
