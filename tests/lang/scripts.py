r"""Scripts that a psql and our splitter must read alike: each one a trap, and soups of such things at random.

The commands in them are those of `SmallShell`: \echo \set \unset \g \p \r \if \else \endif.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SCRIPTS = {
    # where a statement ends
    "one statement": "select 1;\n",
    "several on a line": "select 1; select 2;select 3\n;\n",
    "no semicolon at the end of the file": "select 1;\nselect 2\n",
    "an open string at the end of the file": "select 'a\nb",
    "an open comment at the end of the file": "select 1 /* a\n",
    "only semicolons": ";; ;\n ; \n",
    "white space in front is left out": "   \t select 1;   select 2;\n",
    "empty lines are left out": "select\n\n1\n\n\n;\n\n",
    "empty lines in quotes are kept": "select '\n\n', \"\n\n\", $$\n\n$$ /*\n\n*/;\n",
    "lines of blanks are kept": "select\n   \n1;\n",
    "carriage returns": "select 1;\r\nselect 'a\r\nb' -- c\r\n;\r\n\\echo x\r\n",
    "a semicolon in parentheses": "select (1;\n2); select ((3;)\n;);\n",
    "a parenthesis too many": "select 1); select (2));\n",
    "forced semicolons and colons": "select 1\\; select 2\\;\nselect \\:v, 3;\n",
    # comments
    "line comments in front are left out": "-- a\n  -- b\nselect 1;\n-- c\n",
    "line comments inside are sent": "select 1 -- a;\n, 2 -- b\n;\n",
    "a comment at once after a semicolon": "select 1;-- a\nselect 2;--b\n",
    "block comments in front are sent": "/* a */\n\n/* b */ select 1;\n",
    "comments nest": "select /* a /* b */ ; /*/ c */ */ ; */ 1;\n",
    "a comment of stars": "select /****/ 1 /***/; select 2 /* * / **/;\n",
    "comments inside operators": "select 1 +/* a */2 *-- b\n 3;\n",
    "quotes in comments": "select /* ' \" $$ */ 1 -- ' \" $$\n;\n",
    "comments in quotes": "select '/*', \"--\", $$ /* -- $$;\n",
    "an operator that looks like a comment": "select 1 - -1, 2 / 3 */ 4;\n",
    # strings
    "doubled quotes": "select 'it''s;', ''';', '';\n",
    "a doubled quote over a line's end": "select 'a'\n'b;';\n",
    "backslashes are nothing in plain strings": "select 'a\\'; select 'b\\\\';\n",
    "backslashes in E strings": "select E'a\\';', e'\\\\'; select E'\\\\\\'';\n",
    "doubled quotes in E strings": "select E'a''\\';b'; select E'''\\'';\n",
    "E strings over lines": "select E'a\nb\\';\nc';\nselect E'a\\\n'; select 2;\n",
    "an E string goes on as a plain one on the next line": "select E'a'\n'b\\'c';\n';\n",
    "a name that ends in e": "select nice'a\\'; select _e'b\\'; select ée'c\\';\n",
    "a number with an e": "select 1e'a\\'; select 0x1e'b\\'; select 1ae'c\\';\nselect 1.e'd\\'; select .1e'e\\';\n",
    "a number with an e and a sign": "select 1e--1;\nselect 1.5e+/* ; */ 1; select 1e-5--;\n;\n",
    "other prefixes": "select U&'\\0061\\'; select x'1\\', b'0\\', N'a\\';\n",
    "quoted names": 'select "a;", "b"";", U&"c\\";\n',
    "quoted names over lines": 'select "a\nb;\n" ;\n',
    # dollars
    "dollar quotes": "select $$a;'$$, $t$ $$;$t $ $t$;\n",
    "dollar quotes over lines": "select $a$\n;\n$b$;\n$a\n$a$ ;\n",
    "a tag inside a tag": "select $a$ $b$a$ ; $a$ ;\n$a$; select $$ $a$$ ;\n",
    "tags are spelled exactly": "select $a$ $A$ ; $a$;\n",
    "a tag with umlauts": "select $ä$ ; $ä$;\n",
    "dollars in names": "select a$b$, c$$ ; select d$; select é$$ ;\n",
    "parameters": "select $1, $2$a$;$a$; select $1a$$ ; select $1$$ ; $$;\n",
    "a tag cannot start with a digit": "select $1$ ; $1$ ;\n",
    # functions
    "a function's body": "create function f() returns int\nbegin atomic;\nselect 1;\nend;\nselect 2;\n",
    "or replace procedure": "create or replace procedure p()\nbegin atomic; select 1; end; select 2;\n",
    "case in a body": "create function f() begin atomic; select case when true then 1 end; end; select 9;\n",
    "case before a body": "create function f(a int = (case when 1 then 1 end)) begin atomic; end; select 2;\n",
    "an end too many": "create function f() begin atomic; end end; end; select 1;\n",
    "upper case": "CREATE FUNCTION f() BEGIN ATOMIC; SELECT 1; END; SELECT 2;\n",
    "a comment between the words": "create /* a */ or -- b\n replace function f() begin atomic; end; select 1;\n",
    "prefixes of strings are no words": "U&'' x'' n'' create function f() begin atomic; select U&\"a\"; end; x;\n",
    "begin is nothing elsewhere": "begin; select 1; end; create table t (); begin; end;\n",
    "the words in quotes": 'create "function" f() begin; create function f() "begin"; select \'begin\';\n',
    "words in another order": "create replace or function f() begin; replace create function begin; end;\n",
    "a table called function": "create table function (); begin; end;\n",
    "a body after a forced semicolon": "select 1\\; create function f() begin atomic; end; select 2;\n",
    "the Kelvin sign is no k": "create function f() begin atomic; select 1; end\u212a; end; select 2;\n",
    # variables
    "variables": "\\set v 1\n\\set q 'it''s'\nselect :v, :'q', :\"q\", :{?v}, :{?n}, :n, :'n', :\"n\";\n",
    "no variables in quotes": "\\set v 1\nselect ':v', \":v\", $$:v$$ /* :v */ -- :v\n, :v;\n",
    "casts and assignments": "\\set v 1\nselect 1::v, a:=:v, 1 :: v, b:=v, a[1:v], a[:v:2], a:::v;\n",
    "values are read on": "\\set v '''a; select'\nselect :v 1'; select :v '; \\set w 'select 7; select'\n:w 8;\n",
    "a value that opens a quote": "\\set v '''a'\nselect :v\n;';\n",
    "a value that opens a parenthesis": "\\set v '('\nselect :v\n;);\n",
    "quoted values are not read on": "\\set v ';'\nselect :'v', :\"v\";\n",
    "backslashes in quoted values": "\\set v 'a\\\\b'\nselect :'v', :\"v\", x:'v';\n",
    "values within values": "\\set a ':b :c'\n\\set b 1\n\\set c ':''b'''\nselect :a;\n",
    "a value that goes on outside": "\\set v ':'\n\\set w 5\nselect :v:w, :vw;\n",
    "no endless recursion": "\\set r ':r 1 :s'\n\\set s ':r'\nselect :r;\n",
    "a variable twice is no recursion": "\\set v 1\nselect :v:v, :v;\n",
    "an empty value": "\\set e ''\n:e\n:e select :e 1:e;\n:e;\n",
    "an E after an unset variable": "select :E'\\'; select :'e'\\'; select :n'\\';\n",
    "broken references": "\\set v 1\nselect :'v :\"v :{?v :{v} :'' :\"\" :{?} : v ':;\n",
    "names of variables": "\\set é_1 2\n\\set 1 3\nselect :é_1, a[0:1], :é_1x;\n",
    "a command in a value": "\\set w '\\\\echo hi'\n:w there\nselect :w 1 \\echo x\n;\n",
    "a comment in a value": "\\set v '-- a'\nselect 1 :v\n;\n",
    "a newline in a value": "\\set v 'a -- b\\nc'\nselect :v;\n",
    "an E string goes on within a value": "\\set v 'E''a''\\n''b\\\\''c;'''\nselect :v;\n",
    "set takes effect on its line": "\\set v 1 \\\\ select :v; \\set v 2 \\\\ select :v;\n",
    # commands
    "a command leaves no trace": "select 1\n\\echo a\n, 2;\n",
    "a command after blanks leaves them": "select 1\n  \\echo a\n, 2;\n",
    "two commands on a line": "\\echo a \\echo b\n\\echo a\\\\ \\echo b\n",
    "text after a command": "\\echo a \\\\ select 1; select\n2;\n",
    "a command within a statement": "select 1 \\echo a \\\\ , 2;\n",
    "commands do not close parentheses": "select (1 \\echo a\n;);\n",
    "nobody knows this": "\\nope a b \\\\ select 1;\nselect 2 \\\\ select 3;\n;\n",
    "a lone backslash": "\\\n\\ echo\n",
    "no blank after the name": "\\echo'a'\n\\echo\n\\g;\n",
    "sent by a command": "select 1 \\g\nselect (2 \\g\n;\nselect 'a' \\g \\\\ select 3;\n",
    "sent again": "select 1;\n\\g\n\\g\n",
    "thrown away": "select ( '\n' \\r\nselect 1;\n",
    "shown": "select 1\n , 2\n\\p\n;\n\\p\n",
    # arguments
    "blanks between": "\\echo  a\t b  c   \n",
    "quotes": "\\echo 'a b' 'it''s' a'b c'd '' \"a b\" \"a\"\"b\" x\"y 'z\"\n",
    "escapes": "\\echo 'a\\tb\\n\\x41\\101\\q\\\\\\''\n\\echo '\\1018 \\x4142 \\xzz'\n",
    "escaped bytes": "\\echo '\\303\\251' '\\xc3\\xa9' 'é\\303\\251'\n",
    "a NUL ends an argument": "\\echo a '\\0b'c d '\\400'\n",
    "open quotes": "\\echo a 'b\n\\echo \"b\n\\echo `b\n\\echo x\n",
    "variables in arguments": "\\set v 'it''s  \\\\'\n"
    "\\echo :v a:v :'v' :\"v\" :{?v} :{?n} :n :'n' ':v' \":v\" :v:v ::v\n",
    "a value is one argument": "\\set v 'a b ''c'\n\\echo :v\n",
    "broken references in arguments": "\\echo :{?v :{ :' a '\n\\echo : :: :' :\"\n",
    "backticks": "\\set v 'a b'\n\\echo x`echo :v`y `echo :'v'` `printf 'a\\n\\n'`z\n",
    "semicolons stay": "\\echo a; b;; 'c;' ;\n",
    "extra arguments": "\\set v 1\n\\p a :v `echo no` 'b c' \\\\ select 1;\n\\r x y\n",
    "extra arguments and an open quote": "\\p a :v 'b\n",
    # conditions
    "a dead branch": "\\if false\nselect 1;\n\\echo a\n\\else\nselect 2;\n\\endif\nselect 3;\n",
    "a live branch": "\\if true\nselect 1;\n\\else\nselect 2;\n\\endif\nselect 3;\n",
    "branches within a statement": "select 1\n\\if false\n, 2;\n\\else\n, 3\n\\endif\n;\n",
    "parentheses in a dead branch": "select (1\n\\if false\n ) ( (\n\\endif\n;) ;\n",
    "branches on a line": "select \\if true \\\\ 1 \\else 2 \\endif ;\n",
    "branches within branches": "\\if true\n\\if false\nselect 1;\n\\else\nselect 2;\n\\endif\n"
    "\\else\n\\if true\nselect 3;\n\\endif\nselect 4;\n\\endif\nselect 5;\n",
    "no variables in a dead branch": "\\set v 1\n\\if false\n\\set v 2\nselect :v;\n\\endif\nselect :v;\n",
    "branches that do not fit": "\\else\n\\endif\n\\if true\n\\else\n\\else\n\\endif\n\\if false\nselect 1;\n",
}

_HEAD = r"""
\set v 'it''s'
\set w 'select 7;'
\set r ':r 1 :s'
\set s ':r'
\set b '\\echo hi'
\set e ''
""".lstrip()
_SQL = (
    "select 1 a e E 1e U&'' E'\\'' 'a' ' ' '' \"A\" \" \"\" $$ $a$ $ $1 $1a ( ) ; ; ; ; -- /* */ / * "
    "- + :: : := { } [1:2] <> 'b\\' x' é | create function procedure or replace begin atomic case end CASE END"
)
_PHRASES = [
    *"\n\n\n\n\t\r  ",
    "create function f() begin atomic ",
    "create or replace procedure p(",
    "-- c\n",
    "/* c */",
]
_REFERENCES = ":v :w :'v' :\"v\" :{?v} :{?n} :n :'n' :r :s :b :e :x :'x'"
_COMMANDS = [
    *("\\;", "\\:", "\\echo ", "\\g\n", "\\p ", "\\r\n", "\\\\ ", "\\ ", "\\nope ", "\\unset v\n"),
    *("\\if true\n", "\\if false\n", "\\if :{?v} ", "\\else\n", "\\else ", "\\endif\n", "\\endif ", "\\endif\n"),
    *("\\set x\n", "\\set x :w\n", "\\set x :v '\\x41\\101\\q\\n'''\n", "\\set é :'v'\n"),
    *("\\echo :v :'v' :\"v\" ", "\\echo 'a", "\\echo 'a' ;\n"),
]


def soup(random: Random) -> str:
    """A script of such things in any order; no backticks, because psql would run what happens to be between them."""
    things = random.choices([*_SQL.split(), *_PHRASES, *_REFERENCES.split(), *_COMMANDS], k=random.randint(3, 40))
    return _HEAD + "".join(thing + random.choice(["", "", " "]) for thing in things)
