select 'a''b' as a, E'a\'b' as b, e'\n\t\\' as c, 'a\b' as d, 'a' 'b';
select 'a'
'b' as joined;
select 'a'   -- comment
  'b' as joined;
select 'a' /* comment */ 'b' as joined;
select "a""b" from (select 1 as "a""b") q;
select U&'d\0061t\+000061' as u, u&"d\0061ta" from (select 1 as data) q;
select U&'d!0061t!+000061' uescape '!' as u;
select B'101' as b, X'1F' as x, b'1' as c, N'national' as n;
select $$a$$ as a, $x$b$$c$x$ as b, $X$ $x$ $X$ as c, $_1$d$_1$ as d, $é$e$é$ as e;
select $$;$$ as a, ';' as b, ";" from (select 1 as ";") q;
select 'multi
line; with
semicolons' as a;
select $$multi
line; with ' " $x$
\echo not a command
$$ as b;
select 1 as a$b, 2 as $c;
select 1 as a$$b$$;
$$;
select $1$x$1$;
select 'a\'; select 'b' as b;
select E'a\\'; select E'\'' as q;
set standard_conforming_strings = off;
select 'a\'b;' as a;
select 'a\\' as b;
set escape_string_warning = off;
select 'a\'b;' as a;
