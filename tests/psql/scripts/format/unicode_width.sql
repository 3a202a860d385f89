select 'é' as accent, 'e' || chr(769) as combining, '日本' as wide, '👍' as emoji, 'ﬀ' as ligature, chr(8203) as zero;
select '日本語' as 日本, 1 as "n°";
\pset border 2
select 'é' as accent, 'e' || chr(769) as combining, '日本' as wide, '👍' as emoji;
\x
select 'é' as accent, 'e' || chr(769) as combining, '日本' as wide, '👍' as emoji;
\x
select chr(128) as c1, chr(127) as del, E'\x01' as soh;
select E'日本\n語' as a, 'x' as b;
select chr(65279) as bom, chr(173) as shy, chr(160) as nbsp, chr(1564) as arabic, chr(4448) as hangul;
select 'ไทย' as thai, 'עברית' as hebrew, 'العربية' as arabic, 'हिन्दी' as hindi;
