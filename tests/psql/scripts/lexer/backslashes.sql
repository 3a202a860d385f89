-- where backslashes escape, they do so in simple strings only
set standard_conforming_strings = off;
set escape_string_warning = off;
select 'a\'b;' as a, n'c\'d;' as n, e'e\'f;' as e;
select B'1\'; select 1 as one;
select x'\'; select 2 as two;
select U&'a\'; select 3 as three;
select u&"a\"; select 4 as four;
select(U&'a\'); select 5 as five;
