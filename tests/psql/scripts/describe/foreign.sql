create foreign data wrapper w options (debug 'true');
create server srv type 'x' version '1' foreign data wrapper w options (host 'h');
create user mapping for public server srv options (secret 's');
create foreign table ft (a int options (n 'm'), b text not null) server srv options (tab 't');
\d ft
\d+ ft
\dE
\des
\des+
\dew
\dew+
\deu
\deu+
\det
\det+
select * from ft;
