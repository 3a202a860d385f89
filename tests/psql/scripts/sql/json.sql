select '{"b": 1, "a": [1, 2, {"c": null}], "b": 2}'::json as j, '{"b": 1, "a": [1, 2, {"c": null}], "b": 2}'::jsonb as jb;
select '{"a": {"b": "x"}}'::jsonb -> 'a', '{"a": {"b": "x"}}'::jsonb #>> '{a,b}', '[1,2]'::jsonb -> -1, '{"a": 1}'::jsonb ->> 'zz';
select jsonb_pretty('{"a": [1, 2], "b": {"c": "d"}}');
\a \t
select jsonb_pretty('{"a": [1, 2], "b": {"c": "d"}}');
\a \t
select * from jsonb_each('{"a": 1, "b": "x"}');
select * from jsonb_array_elements('[1, {"a": 2}, null]');
select * from jsonb_to_recordset('[{"a": 1, "b": "x"}, {"a": 2}]') as t(a int, b text);
select jsonb_set('{"a": {"b": 1}}', '{a,b}', '2'), '{"a": 1}'::jsonb || '{"b": 2}', '{"a": 1, "b": 2}'::jsonb - 'a';
select jsonb_path_query('{"a": [1, 2, 3]}', '$.a[*] ? (@ > 1)');
select '{"a": 1}'::jsonb @? '$.a', '{"a": 1}'::jsonb @@ '$.a == 1', '{"a": 1}'::jsonb ? 'a';
select to_jsonb(row(1, 'x')), row_to_json(t), json_build_object('k', 1, 'l', null) from (select 1 as x, 'é' as y) t;
select '{"a": }'::json;
select '{a: 1}'::jsonb;
select jsonb_path_query('[1]', '$.');
select '"\u00e9\n"'::jsonb, '"\u0000"'::json, '"\u0000"'::jsonb;
select jsonb_typeof('1'), jsonb_typeof('null'), jsonb_strip_nulls('{"a": null}');
select ('{"a": {"b": [10, 20]}}'::jsonb)['a']['b'][1];
create table t (d jsonb);
insert into t values ('{}');
update t set d['x']['y'] = '5' returning d;
select jsonb_object_agg(k, v) from (values ('a', 1), ('b', 2)) x(k, v);
