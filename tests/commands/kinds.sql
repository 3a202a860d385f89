-- Every kind of object that has a list of its own but is no relation, with odd names, on each version what it knows.
\set ON_ERROR_STOP on
set client_min_messages = error;
select :SERVER_VERSION_NUM >= 140000 as since_14, :SERVER_VERSION_NUM >= 150000 as since_15,
       :SERVER_VERSION_NUM >= 160000 as since_16, :SERVER_VERSION_NUM >= 180000 as since_18 \gset

-- roles
create role kind_reader;
create role kind_login login in role kind_reader;
create role kind_nothing nologin noinherit;
create role kind_super superuser createdb createrole replication bypassrls connection limit 0;
create role kind_one login connection limit 1 valid until 'infinity';
create role kind_five noinherit login connection limit 5 valid until '2031-02-03 04:05:06+00' in role kind_reader, kind_nothing;
create role "Kind Röle" login;
create role "kind_""q'" createdb;
grant kind_nothing to "Kind Röle" with admin option;
grant kind_five to "kind_""q'";
comment on role kind_one is 'one	connection
at most: ünïcødé 日本語';
comment on role kind_five is '';
alter role kind_one set work_mem = '5MB';
alter role kind_one set search_path = kinds, "Odd Schema", public;
alter role kind_one in database kinds set timezone = 'Asia/Tokyo';
alter role "Kind Röle" in database kinds set datestyle = 'German, DMY';
alter database kinds set statement_timeout = '1h';
\if :since_16
grant kind_super to kind_one with inherit false, set true, admin true;
grant kind_super to "Kind Röle" with inherit false, set false;
grant kind_reader to kind_nothing granted by current_user;
\endif
\if :since_15
set allow_in_place_tablespaces = on;
create tablespace kind_space owner kind_one location '' with (seq_page_cost = 1.5, random_page_cost = 2);
create tablespace "Kind Space" location '';
grant create on tablespace kind_space to kind_reader, "Kind Röle" with grant option;
revoke all on tablespace "Kind Space" from current_user;
comment on tablespace kind_space is 'a place
of its own';
grant set on parameter work_mem to kind_reader;
grant set, alter system on parameter "log_min_duration_statement" to "Kind Röle" with grant option;
grant set on parameter "kinds.Own" to kind_reader;
\endif

create schema kinds;
create schema "Odd Schema";
create schema hidden;
grant usage on schema kinds, "Odd Schema" to kind_reader;
set search_path = kinds, public;

-- types, domains
create type mood as enum ('sad', 'ok');
create type pair as (a int, b text);
create type hidden.secret as (a int);
create domain positive as int default 7 not null check (value > 0) constraint "Not Big" check (value < 1000);
create domain word as varchar(20) collate "C" default 'a''b
c' check (value <> '');
create domain "Odd Dömain" as numeric(10, 2);
create domain of_domain as positive check (value % 2 = 0);
create domain arrays as text[];
create domain hidden.unseen as int;
create domain "Odd Schema".word as text;
comment on domain positive is 'more than nothing';
grant usage on domain positive to kind_reader with grant option;
revoke all on domain word from public, current_user;
comment on constraint positive_check on domain positive is 'a domain''s constraint';

-- functions of all kinds
create function nothing() returns void language sql as '';
create function add(a int, b int default 1) returns int language sql immutable strict parallel safe leakproof as 'select a + b';
create function add(numeric, numeric) returns numeric language sql stable as $$select $1 +
    $2$$;
create function names(text, varchar, "char", name, char(3)) returns text[] language sql as 'select null::text[]';
create function arrays(int[], variadic text[]) returns int language sql as 'select 1';
create function outs(in a int, out b text, inout c mood) language sql as $$select '', c$$;
create function rows_of(hidden.secret, pair) returns table (x int, "Y y" text) language sql as $$select 1, ''$$;
create function trigger_one() returns trigger language plpgsql security definer parallel restricted as $$
begin
    return new; -- tab:	and ünïcode
end $$;
create function times(time, timetz, timestamp, timestamptz, float, real, bool, int8, int2, decimal, varbit) returns void language sql as '';
create function "Odd Function"("Arg 1" text default 'it''s "odd"', "ä" "Odd Dömain" default null) returns setof "Odd Schema".word
    language sql cost 5 rows 7 as 'select null';
create function "Odd Schema".elsewhere(int) returns int language sql as 'select 1';
create function hidden.unseen() returns int language sql as 'select 1';
create function numbered() returns bigint language internal window as 'window_row_number';
create function polymorph(anyelement, anyarray) returns anyelement language sql as 'select $1';
create procedure proc() language sql as '';
create procedure proc_inout(inout a int, b text default null) language plpgsql as 'begin a := 1; end';
\if :since_14
create function standard(a int) returns int language sql return a + 1;
create function atomic(a int, b text) returns int language sql begin atomic select a; select length(b); end;
create procedure proc_out(out a int, in b text) language plpgsql as 'begin a := 1; end';
\endif
comment on function add(int, int) is 'adds';
comment on function "Odd Function"(text, "Odd Dömain") is 'says: |
日本語	tab';
comment on procedure proc() is 'a procedure';
revoke all on function nothing() from public, current_user;
grant execute on function add(int, int) to "Kind Röle", kind_reader with grant option;
revoke execute on procedure proc() from public;
alter function names(text, varchar, "char", name, char(3)) owner to kind_one;

-- aggregates
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
create aggregate total(*) (sfunc = int8inc, stype = int8, initcond = '0');
create aggregate many(variadic "any" order by variadic "any")
    (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
create aggregate "Odd Agg"(x "Odd Schema".word) (sfunc = textcat, stype = text);
create aggregate ranked(float8 order by anyelement)
    (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create aggregate hidden.unseen(int) (sfunc = int4pl, stype = int);
comment on aggregate total(int) is 'all of
them';

-- operators
create operator === (leftarg = int, rightarg = int, function = int4eq, commutator = ===);
create function minus(mood) returns int language sql as 'select 1';
comment on function minus(mood) is 'from the function';
create operator @#@ (rightarg = mood, function = minus);
create operator |*| (leftarg = numeric, rightarg = numeric, function = add);
create operator <?> (leftarg = int, rightarg = int, function = add);
create operator "Odd Schema".+? (leftarg = int, rightarg = int, function = add);
create operator hidden.@- (rightarg = int, function = int4um);
comment on operator |*| (numeric, numeric) is 'an operator''s
own';
comment on operator @#@ (none, mood) is null;

-- access methods, operator classes and families
create access method kind_btree type index handler bthandler;
create access method "Odd AM" type table handler heap_tableam_handler;
comment on access method kind_btree is 'another name for btree';
create operator family "Odd Family" using btree;
create operator class int_backwards for type int using btree family "Odd Family" as
    operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(int, int);
create operator class hidden.int_hidden for type int using hash as operator 1 =, function 1 hashint4(int);
create operator class "Odd Schema"."Odd Class" default for type mood using hash as
    operator 1 = (anyenum, anyenum), function 1 hashenum(anyenum);
create operator class words_gin for type text[] using gin as
    operator 1 && (anyarray, anyarray), function 1 bttextcmp(text, text),
    function 2 pg_catalog.ginarrayextract(anyarray, internal, internal),
    function 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
    function 4 ginarrayconsistent(internal, smallint, anyarray, int, internal, internal, internal, internal),
    storage text;
create operator family hidden.empty using gist;
create operator class points for type point using gist as
    operator 1 <<, operator 15 <-> (point, point) for order by float_ops,
    function 1 gist_point_consistent(internal, point, smallint, oid, internal),
    function 2 gist_box_union(internal, internal),
    function 5 gist_box_penalty(internal, internal, internal),
    function 6 gist_box_picksplit(internal, internal),
    function 7 gist_box_same(box, box, internal),
    storage box;
comment on operator class int_backwards using btree is 'the other
way round';
comment on operator family "Odd Family" using btree is 'odd';
comment on operator class hidden.int_hidden using hash is 'not seen';
alter operator class "Odd Schema"."Odd Class" using hash owner to kind_one;

-- conversions and casts
create conversion kind_latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create default conversion "Odd Conversion" for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
create conversion hidden.unseen for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
comment on conversion kind_latin is 'ä';
create function to_int(mood) returns int language sql immutable leakproof as 'select 1';
create cast (mood as int) with function to_int(mood) as assignment;
create cast (int as mood) with inout as implicit;
create cast (pair as text) with inout;
create type stand_in;
create function stand_in_in(cstring) returns stand_in language internal strict immutable as 'textin';
create function stand_in_out(stand_in) returns cstring language internal strict immutable as 'textout';
create type stand_in (input = stand_in_in, output = stand_in_out, like = text);
create cast (stand_in as text) without function as implicit;
create cast (hidden.secret as text) with inout;
comment on cast (mood as int) is 'a mood
is a number';

-- text search
create text search template kind_template (init = dsimple_init, lexize = dsimple_lexize);
create text search template "Odd Template" (lexize = dsimple_lexize);
create text search parser kind_parser (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
    lextypes = prsd_lextype, headline = prsd_headline);
create text search parser "Odd Parser" (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
    lextypes = prsd_lextype);
create text search dictionary kind_dictionary (template = kind_template);
create text search dictionary "Odd Dictionary" (template = pg_catalog.simple, stopwords = english, accept = false);
create text search dictionary hidden.unseen (template = pg_catalog.simple);
create text search configuration kind_config (copy = pg_catalog.english);
alter text search configuration kind_config alter mapping for word, asciiword with "Odd Dictionary", hidden.unseen, simple;
create text search configuration "Odd Config" (parser = "Odd Parser");
create text search configuration hidden.unseen (parser = kind_parser);
create text search configuration "Odd Schema".kind_config (parser = kind_parser);
comment on text search configuration kind_config is 'how it
is searched';
comment on text search dictionary "Odd Dictionary" is 'ö';
comment on text search parser kind_parser is 'p';
comment on text search template kind_template is 't';

-- relations with privileges and policies
create table plain (id int primary key, "Col 1" text, secret text, gone int);
alter table plain drop column gone;
create table nobodys (i int);
create table none_at_all (i int);
create table parted (i int) partition by range (i);
create table "Odd ""Table""" (i int);
create table "Odd Schema".elsewhere (i int);
create table hidden.unseen_table (i int);
create view seen as select 1 as one;
create materialized view made as select 1 as one;
create sequence counter;
create foreign data wrapper kind_wrapper;
create server kind_server foreign data wrapper kind_wrapper;
create foreign table far (i int) server kind_server;
create index on plain (secret);
grant select on plain to kind_reader;
grant insert, update ("Col 1"), select ("Col 1", id) on plain to "Kind Röle" with grant option;
grant references (id) on plain to public;
grant all on seen, made, counter, far, parted to public;
grant select on "Odd ""Table""" to "kind_""q'";
revoke all on nobodys from current_user;
grant update (i) on nobodys to kind_reader;
alter table plain enable row level security;
create policy everyone on plain;
create policy "Odd Policy" on plain as restrictive for update to kind_reader, "Kind Röle"
    using (id > 0 and "Col 1" <> 'x') with check (id < 10);
create policy reading on plain for select to kind_five using (id = any (array[1, 2]) or secret is null);
create policy adding on plain for insert with check (true);
create policy removing on plain for delete to current_user using (false);
create policy on_parted on parted using (i in (select j from generate_series(1, 3) as j));
create rule kind_rule as on delete to plain do nothing;
create trigger kind_trigger before insert on plain for each row execute function trigger_one();
alter table plain add constraint "Odd Check" check (id <> 13);
comment on constraint "Odd Check" on plain is 'a constraint
of a table';
comment on constraint plain_pkey on plain is 'its key';
comment on rule kind_rule on plain is 'nothing happens';
comment on trigger kind_trigger on plain is 'ä';
comment on policy everyone on plain is 'not in \dd';

-- default privileges
alter default privileges grant select on tables to kind_reader;
alter default privileges in schema kinds grant insert on tables to "Kind Röle", kind_reader with grant option;
alter default privileges for role kind_one revoke all on functions from public, kind_one;
alter default privileges for role kind_one in schema "Odd Schema" grant usage on sequences to public;
alter default privileges for role "Kind Röle" grant usage on types to kind_reader;
alter default privileges for role kind_five grant create on schemas to kind_reader;
\if :since_18
alter default privileges for role kind_five grant select on large objects to kind_reader;
\endif
