-- since: 17
select json_value('{"a": 1}', '$.a'), json_query('{"a": [1]}', '$.a'), json_exists('{"a": 1}', '$.b');
select * from json_table('[{"a": 1, "b": "x"}, {"a": 2}]', '$[*]' columns (n for ordinality, a int path '$.a', b text path '$.b' default 'none' on empty)) jt;
select json_value('{"a": "x"}', '$.a' returning int error on error);
select json('{"a": 1}'), json_scalar(1.5), json_serialize('{"a": 1}' returning bytea);
select json_array(1, 2 null on null), json_object('a': 1, 'b': null absent on null), '{}' is json object as j;
select json_value('{', '$.a');
