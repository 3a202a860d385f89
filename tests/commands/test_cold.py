r"""`\cold`: an organization's archived rows, as the server had them and as it would have filtered them."""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.cold.archiving import Server, by_text
from tests.pgcluster import as_user

from tenantsh.cold.manifest import dumped
from tenantsh.cold.naming import ColdTable
from tenantsh.cold.reading import find, months
from tenantsh.cold.storage import open_storage
from tenantsh.commands.cold.asked import read
from tenantsh.commands.cold.rows import rows
from tenantsh.commands.cold.tables import find_table
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.plain import open_plain_session
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.convention import PLATFORM, Convention
from tenantsh.model.errors import ArchiveDiffers, Refused, StatementError, TenantshError, UsageError
from tenantsh.model.result import Result
from tenantsh.model.retention import PLATFORM_RULES, Retention
from tenantsh.render.options import Options
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

AUDIT = ColdTable("public", "audit_logs")
TYPES = Path(__file__).parents[1] / "cold"


@dataclass(frozen=True, slots=True)
class Archive:
    """A platform two of whose months are archived, and still on the server for comparison."""

    dsn: str
    folder: Path
    partitions: tuple[str, ...]
    """Oldest first."""

    @property
    def names(self) -> list[str]:
        return [partition[-7:].replace("_", "-") for partition in self.partitions]

    def server(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


def _archive(dsn: str, folder: Path, partition: str) -> None:
    year, month = partition[-7:].split("_")
    with psycopg.connect(dsn, autocommit=True) as connection:
        server = Server(connection, relation=partition)
        server.archive(open_storage(str(folder)), date(int(year), int(month), 1), table=AUDIT)


@pytest.fixture(scope="module")
def shared(pg: Cluster, platform_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Leave no trace."""
    name = "cold_platform"
    dsn = pg.create(name, platform_template)
    folder = tmp_path_factory.mktemp("cold")
    found = pg.run("select inhrelid::regclass::text from pg_inherits where inhparent = 'audit_logs'::regclass", name)
    partitions = sorted(str(row[0]) for row in found)[:2]
    for partition in partitions:
        _archive(dsn, folder, partition)
    yield Archive(dsn, folder, tuple(partitions))
    pg.drop(name)


@pytest.fixture
def archive(shared: Archive, tmp_path: Path) -> Archive:
    """The same with a copy of the files, which a test may harm."""
    shutil.copytree(shared.folder, tmp_path / "copy")
    return replace(shared, folder=tmp_path / "copy")


@pytest.fixture
def own(pg: Cluster, archive: Archive, fresh_platform_dsn: str) -> Archive:
    """The same with a database, too, that a test may change."""
    return replace(archive, dsn=fresh_platform_dsn)


class Person:
    """A shell of an organization's, and what was said beside its results."""

    def __init__(self, archive: Archive, org: str = "42", *, storage: str | None = "", plain: bool = False) -> None:
        where = str(archive.folder) if storage == "" else storage
        self.said: list[str] = []
        place = Place(Target(as_user(archive.dsn, "engineer")), PLATFORM, retention=Retention(PLATFORM_RULES, where))
        wanted = None if plain else Wanted(org)
        session = open_plain_session(place.target) if wanted is None else open_session(place, wanted)
        self.shell = Shell(place, wanted, session, say=self.said.append, output=Output(StringIO()), options=Options())

    def run(self, text: str) -> Result:
        """The last result. Raises the error that comes instead."""
        last = Result()
        with closing(self.shell.feed([text])) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, TenantshError):
                    raise outcome
                last = outcome
        return last

    def texts(self, text: str) -> list[tuple[str | None, ...]]:
        cells = self.run(text).cells
        assert cells is not None
        found = [row for batch in cells.text() for row in batch]
        assert len(found) == len(cells)
        return found


@pytest.fixture
def person(shared: Archive) -> Iterator[Person]:
    """Somebody in Acme (42) who harms no file."""
    with closing(_opened(shared)) as opened:
        yield opened.person


@dataclass
class _opened:  # noqa: N801 - a person, to be closed
    archive: Archive
    org: str = "42"
    storage: str | None = ""
    plain: bool = False

    def __post_init__(self) -> None:
        self.person = Person(self.archive, self.org, storage=self.storage, plain=self.plain)

    def close(self) -> None:
        self.person.shell.session.close()


# -- what there is ------------------------------------------------------------------------------------------------


def test_the_archived_months_of_the_organization_are_listed(shared: Archive, person: Person) -> None:
    listed = person.run(r"\cold audit_logs").rows
    counts = [
        shared.server(f"select count(*) from {partition} where org_id = 42")[0][0] for partition in shared.partitions
    ]
    assert [(row[0], row[1]) for row in listed] == list(zip(shared.names, counts, strict=True))
    assert person.run(r"\cold").rows[0][:5] == ("public.audit_logs", 2, *shared.names, sum(counts))


def test_the_months_of_an_organization_without_rows_are_only_counted(shared: Archive) -> None:
    others = {row[0] for row in shared.server(f"select distinct org_id from {shared.partitions[0]}")}
    without = next(org for org in range(1, 200) if org not in others)
    with closing(_opened(shared, str(without))) as opened:
        listed = opened.person.run(r"\cold audit_logs")
        assert shared.names[0] not in [row[0] for row in listed.rows]
        assert any("in which this organization had no rows" in note for note in listed.notes)
        shown = opened.person.run(rf"\cold audit_logs {shared.names[0]}")
    assert (len(shown), shown.notes) == (0, (f"this organization had no rows in {shared.names[0]}",))


def test_a_table_of_which_nothing_is_archived_says_what_becomes_of_it(person: Person) -> None:
    assert person.run(r"\cold events").notes == (
        "nothing of public.events is archived: what is older than 2 years in events is purged, and kept nowhere",
    )
    with pytest.raises(UsageError, match=r"nothing of public\.events is archived") as raised:
        person.run(r"\cold events 2020-01")
    assert raised.value.why == "what is older than 2 years in events is purged, and kept nowhere"


def test_months_that_runs_archived_in_another_storage_are_told_of(own: Archive) -> None:
    own.server("insert into platform.retention_runs default values")
    own.server(
        "insert into platform.retention_months"
        " (run_id, begins_at, ends_at, dropped_at, rows, bytes, fate, table_name, storage)"
        " select r.run_id, m, m + interval '1 month', now(), 1, 1, 'cold', 'public.audit_logs', '/somewhere/else'"
        " from platform.retention_runs r, generate_series('2020-01-01'::timestamptz, '2020-02-01', '1 month') m"
    )
    told = "elsewhere: [retention] storage decides where this session looks"
    shutil.rmtree(own.folder / "public.audit_logs")
    with closing(_opened(own)) as opened:
        notes = [
            opened.person.run(line).notes[-1] for line in (r"\cold audit_logs", r"\cold audit_logs 2020..", r"\cold")
        ]
        assert opened.person.run(r"\cold events").notes[-1].startswith("nothing of public.events is archived")
        with pytest.raises(UsageError, match=r"nothing of public\.audit_logs is archived") as raised:
            opened.person.run(r"\cold audit_logs 2020-01")
    of_it = f"runs archived 2 months of public.audit_logs {told}"
    assert notes == [of_it, of_it, f"runs archived 2 months {told}"]
    assert raised.value.hint == of_it


# -- rows -------------------------------------------------------------------------------------------------------


def test_archived_rows_are_what_the_server_had_value_by_value(shared: Archive, person: Person) -> None:
    month, partition = shared.names[0], shared.partitions[0]
    result = person.run(rf"\cold audit_logs {month}")
    with psycopg.connect(shared.dsn) as connection:
        connection.execute("set timezone to 'UTC'")
        cursor = connection.execute(f"select * from {partition} where org_id = 42".encode())
        wanted = cursor.fetchall()
        texts = Server(connection, relation=partition).texts("org_id = 42")
    assert sorted(result.rows) == sorted(wanted)
    assert by_text(person.texts(rf"\cold audit_logs {month}")) == texts
    assert [(c.name, c.type_oid) for c in result.columns] == [(c.name, c.type_code) for c in cursor.description or ()]
    assert result.columns[6].type_name == "public.audit_action"
    assert len(result) == len(wanted) > 0


def test_a_frame_has_the_types_of_the_columns(shared: Archive, person: Person) -> None:
    frame = person.run(rf"\cold audit_logs {shared.names[0]}").frame()
    assert str(frame["audit_id"].dtype) == "int64"
    assert str(frame["created_at"].dtype) == "datetime64[us, UTC]"
    assert frame.attrs["tenant"]["org"] == "42"
    assert set(frame["org_id"]) == {42}


CONDITIONS = [
    "action = 'insert'",
    "action > 'insert' and not after ? 'nope'",
    "after @> '{\"name\": \"name 41\"}' or before ->> 'name' = 'before'",
    "before is null",
    "(after ->> 'resource_id')::bigint % 2 = 0",
    "created_at::date between '2000-01-01' and now() and extract(day from created_at) < 15",
    "actor_id = any (array[1, 2, 3, 5, 8, 13, 21, 34, 55, 89])",
    "audit_logs.row_id in (select r.resource_id from resources r where r.org_id = audit_logs.org_id)",
    "to_jsonb(audit_logs) ->> 'table_name' ~ '^res'",
    "\"table_name\" like '%\\_%' escape '\\'",
    'jsonb_path_exists(after, \'$.** ? (@ == "resources" || @.type() == "number")\')',
    "case when actor_id is null then true else length(after::text) > 60 end -- a comment",
    "(select count(*) from jsonb_object_keys(to_jsonb(audit_logs))) = 11",
    "false",
    "true",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_means_what_it_means_in_a_query(shared: Archive, person: Person, condition: str) -> None:
    found = person.run(rf"\cold audit_logs {shared.names[0]}..{shared.names[1]} where {condition}")
    own = "select * from {} where org_id = 42"
    both = " union all ".join(own.format(partition) for partition in shared.partitions)
    wanted = shared.server(
        f"select audit_logs.audit_id from ({both}) as audit_logs where {condition}\n"  # resources has all organizations
    )
    assert sorted(row[0] for row in found.rows) == sorted(row[0] for row in wanted)


def test_a_condition_has_every_value_of_every_type(pg: Cluster, tmp_path: Path) -> None:
    dsn = pg.create("cold_sieved")
    storage = open_storage(str(tmp_path))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute((TYPES / "types.sql").read_bytes())
        Server(connection).archive(storage)
    place = Place(Target(dsn), Convention(name="plain"), i_know=True, retention=Retention(storage=str(tmp_path)))
    with open_session(place, Wanted("1")) as session:
        found = find_table(session, storage, ["t"])
        line = read("t 2024-03 where md5(t::text) in (select md5(x::text) from public.t as x where org_id = 1)")
        assert len(rows(session, storage, found, line)) == 2
        line = read("t 2024-03 where t::text not in (select x::text from public.t as x)")
        assert len(rows(session, storage, found, line)) == 0
        line = read("""t 2024-03 where "Odd ""name"" %s {0} 'é" = E'\\\\N' and fixed = -0.0001""")
        assert len(rows(session, storage, found, line)) == 1
    pg.drop("cold_sieved")


def test_a_table_may_have_any_name(own: Archive) -> None:
    name = """it's %s {0} "t" :x"""
    quoted = quote_identifier(name)
    own.server(f"create table {quoted} (org_id bigint, {quoted} text)")
    own.server(f"insert into {quoted} values (42, 'a'), (42, 'b'), (43, 'a')")
    own.server(f"grant select on {quoted} to org_viewer")
    with psycopg.connect(own.dsn, autocommit=True) as connection:
        server = Server(connection, relation=quoted)
        server.archive(open_storage(str(own.folder)), table=ColdTable("public", name))
    with closing(_opened(own)) as opened:
        shown = opened.person.run(rf"\cold {quoted} 2024-03 where {quoted}.{quoted} = 'a' and '%' <> '{{}}'")
        assert shown.rows == [(42, "a")]
        assert opened.person.run(rf"\cold {quoted}").rows[0][:2] == ("2024-03", 2)


def test_rows_can_be_ordered_and_limited(shared: Archive, person: Person) -> None:
    every = person.run(rf"\cold audit_logs {shared.names[0]}").rows
    ordered = person.run(
        rf"\cold audit_logs {shared.names[0]} order by after ->> 'name' desc nulls last, audit_id limit 3 offset 1"
    ).rows
    wanted = sorted(every, key=lambda row: row[0])
    wanted.sort(key=lambda row: (row[10] or {}).get("name") or "", reverse=True)
    assert [row[0] for row in ordered] == [row[0] for row in wanted[1:4]]
    assert person.run(rf"\cold audit_logs {shared.names[0]} limit 2").rows == every[:2]
    assert len(person.run(rf"\cold audit_logs {shared.names[0]} where true limit 0")) == 0


def test_a_range_is_all_of_its_months(shared: Archive, person: Person) -> None:
    counts = [len(person.run(rf"\cold audit_logs {name}")) for name in shared.names]
    first, last = shared.names
    for months_ in (f"{first}..{last}", f"{first}..", f"..{last}", "..", "where true"):
        assert len(person.run(rf"\cold audit_logs {months_}")) == sum(counts), months_
    assert len(person.run(rf"\cold audit_logs {last}..")) == counts[1]


def test_cells_can_be_read_again(shared: Archive, person: Person) -> None:
    result = person.run(rf"\cold audit_logs {shared.names[0]}")
    assert result.rows == result.rows


def test_what_cannot_be_evaluated_is_the_servers_error_at_its_place(shared: Archive, person: Person) -> None:
    with pytest.raises(StatementError, match='column "acton" does not exist') as caught:
        person.run(rf"\cold audit_logs {shared.names[0]} where true and acton = '%'")
    assert caught.value.sqlstate == "42703"
    assert "LINE 1: WHERE true and acton = '%'\n                       ^" in str(caught.value)
    assert "audit_id" in (caught.value.hint or "")


def test_the_guard_reads_a_condition_too(shared: Archive, person: Person) -> None:
    with pytest.raises(Refused):
        person.run(rf"\cold audit_logs {shared.names[0]} where set_config('app.current_org_id', '43', false) = '43'")


def test_a_condition_sees_nothing_of_other_organizations(shared: Archive, person: Person) -> None:
    found = person.run(
        rf"\cold audit_logs {shared.names[0]} where exists (select from resources r where r.org_id <> 42)"
    )
    assert len(found) == 0


# -- whose ------------------------------------------------------------------------------------------------------


def test_only_the_organizations_own_file_is_opened(archive: Archive) -> None:
    for path in (archive.folder / AUDIT.folder).rglob("org=*.parquet"):
        if path.name != "org=42.parquet":
            path.unlink()
            path.mkdir()  # whoever opens it fails
    with closing(_opened(archive)) as opened:
        assert len(opened.person.run(r"\cold audit_logs where true")) > 0
    with closing(_opened(archive, "43")) as opened, pytest.raises(TenantshError, match=r"org=43\.parquet"):
        opened.person.run(r"\cold audit_logs where true")


def test_a_planted_row_of_another_organization_shows_nothing(archive: Archive) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tenantsh.cold.digest import sha256_of

    storage = open_storage(str(archive.folder))
    manifest = find(storage, AUDIT, months(storage, AUDIT)[0])
    assert manifest is not None
    mine = manifest.file_of("42")
    assert mine is not None
    path = archive.folder / manifest.folder / mine.path
    theirs = pq.read_table(path.with_name(next(f.path for f in manifest.files if f.org != "42")))
    pq.write_table(pa.concat_tables([pq.read_table(path), theirs.cast(pq.read_schema(path))]), path)
    with path.open("rb") as file:
        planted = replace(mine, bytes=path.stat().st_size, sha256=sha256_of(file))
    files = tuple(planted if file.org == "42" else file for file in manifest.files)
    (archive.folder / manifest.path).write_bytes(dumped(replace(manifest, files=files)))
    with closing(_opened(archive)) as opened:
        for line in (rf"\cold audit_logs {archive.names[0]}", rf"\cold audit_logs {archive.names[0]} where false"):
            with pytest.raises(ArchiveDiffers, match="rows of another organization"):
                opened.person.run(line)


def test_a_damaged_month_is_told_and_the_others_are_listed(archive: Archive) -> None:
    (archive.folder / AUDIT.folder / archive.names[0] / "manifest.json").write_text("{")
    with closing(_opened(archive)) as opened:
        listed = opened.person.run(r"\cold audit_logs")
        assert [row[0] for row in listed.rows] == archive.names[1:]
        assert "damaged" in listed.notes[0]
        with pytest.raises(ArchiveDiffers, match="damaged"):
            opened.person.run(rf"\cold audit_logs {archive.names[0]}")


def test_a_role_that_may_not_read_the_table_reads_no_archive_of_it(own: Archive) -> None:
    own.server("revoke select on audit_logs from org_viewer")
    with closing(_opened(own)) as opened:
        with pytest.raises(UsageError, match="permission denied for table audit_logs"):
            opened.person.run(rf"\cold audit_logs {own.names[0]}")
        assert opened.person.run(r"\cold").rows == []


def test_columns_that_a_role_may_not_read_are_left_out(own: Archive) -> None:
    own.server("revoke select on audit_logs from org_viewer")
    own.server("grant select (audit_id, org_id, action) on audit_logs to org_viewer")
    with closing(_opened(own)) as opened:
        shown = opened.person.run(rf"\cold audit_logs {own.names[0]}")
        assert [column.name for column in shown.columns] == ["audit_id", "org_id", "action"]
        assert any(note.startswith("left out: actor_id, actor_role, after") for note in shown.notes)
        with pytest.raises(StatementError, match='column "actor_role" does not exist'):
            opened.person.run(rf"\cold audit_logs {own.names[0]} where actor_role is not null")


def test_months_of_another_database_are_told_of(pg: Cluster, shared: Archive, tmp_path: Path) -> None:
    with psycopg.connect(shared.dsn, autocommit=True) as connection:
        server = Server(connection, relation=shared.partitions[0])
        storage = open_storage(str(tmp_path))
        server.archive(storage, date(2020, 1, 1), table=AUDIT, database="elsewhere of system 1")
        here = shared.server(
            "select format('%s of system %s', current_database(), system_identifier) from pg_control_system()"
        )
        server.archive(storage, date(2020, 2, 1), table=AUDIT, database=str(here[0][0]))
    with closing(_opened(replace(shared, folder=tmp_path))) as opened:
        (note,) = opened.person.run(r"\cold audit_logs 2020-01").notes
        assert note.startswith("archived from elsewhere of system 1, and this is cold_platform of system")
        assert opened.person.run(r"\cold audit_logs 2020-02").notes == ()


def test_a_role_that_may_not_know_the_system_reads_its_archive_all_the_same(own: Archive) -> None:
    own.server("revoke execute on function pg_control_system() from public")
    with closing(_opened(own)) as opened:
        assert opened.person.run(rf"\cold audit_logs {own.names[0]}").notes == ()


# -- a table that changed ---------------------------------------------------------------------------------------


def test_a_table_that_changed_since_is_still_read_and_it_is_said(own: Archive) -> None:
    own.server("alter table audit_logs drop column actor_role")
    own.server("alter table audit_logs add column reason text")
    own.server("alter table audit_logs alter column row_id type text")
    with closing(_opened(own)) as opened:
        shown = opened.person.run(rf"\cold audit_logs {own.names[0]} where row_id > 0 and actor_role is not null")
        assert len(shown) > 0
        assert shown.notes == (
            "actor_role is not in audit_logs any more",
            "reason has come to audit_logs since",
            "row_id was bigint, and is text now",
        )


def test_a_type_that_is_no_more_is_text(own: Archive) -> None:
    own.server("drop table audit_logs cascade")
    own.server("drop type audit_action cascade")
    with closing(_opened(own)) as opened:
        shown = opened.person.run(rf"\cold audit_logs {own.names[0]} where action = 'insert'")
        assert shown.columns[6].type_name == "public.audit_action"
        assert {row[6] for row in shown.rows} == {"insert"}
        assert shown.notes == ("public.audit_logs is not on the server any more",)


def test_months_of_different_shapes_are_shown_together(own: Archive) -> None:
    own.server("alter table audit_logs add column reason text default 'because'")
    own.server("alter table audit_logs alter column row_id type text")
    later = own.server(
        "select inhrelid::regclass::text from pg_inherits where inhparent = 'audit_logs'::regclass order by 1"
    )
    third = str(later[2][0])
    _archive(own.dsn, own.folder, third)
    month = third[-7:].replace("_", "-")
    with closing(_opened(own)) as opened:
        shown = opened.person.run(
            rf"\cold audit_logs {own.names[1]}..{month} where row_id::text <> '' order by audit_id"
        )
        assert [column.name for column in shown.columns][-1] == "reason"
        assert {row[-1] for row in shown.rows} == {None, "because"}
        assert all(isinstance(row[3], str) for row in shown.rows)
        assert f"reason is there since {month}" in shown.notes


# -- what goes wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("audit_logs 2024-13", "2024-13 is no month"),
        ("audit_logs 24-03", "24-03 is no month"),
        ("audit_logs ٢٠٢٥-06", "٢٠٢٥-06 is no month"),
        ("audit_logs 2024-03..2024-01", "ends before it begins"),
        ("audit_logs 1999-01", r"1999-01 of public\.audit_logs is not archived: cold storage has"),
        ("audit_logs 2024-03 everything", "everything is nothing that can follow"),
        ("audit_logs 2024-03 where", "WHERE without a condition"),
        ("audit_logs 2024-03 limit 1 where true", "WHERE comes first"),
        ("audit_logs 2024-03 where (true", "a parenthesis is not closed"),
        ("audit_logs 2024-03 where true) or (true", "closed that was not opened"),
        ("audit_logs 2024-03 where action = 'x", "are not closed"),
        ("audit_logs 2024-03 where /* true", "are not closed"),
        ("audit_logs 2024-03 where row_id = $1", r"\$1 has no value here"),
        ("audit_logs 2024-03 where true; drop table users", "no statement behind it"),
        ("audit_logs 2024-03 where true group by 1", "GROUP is not for archived rows"),
        ("audit_logs 2024-03 where true union select 1", "UNION is not for archived rows"),
        ("audit_logs 2024-03 order by 1", "names of columns"),
        ("nowhere", "there is no table nowhere"),
        ("nowhere 2024-03 where true", "there is no table nowhere"),
        ("a.b.c", "no table of this database"),
        ('"', "not closed"),
        ("''", "there is no table ''"),
        ('"it\'s %s {0} --" 2024-03', "there is no table it's"),
        ("Ünïcode", "there is no table Ünïcode"),
        (f'"{"x" * 5000}" 2024-03', "there is no table xxx"),
    ],
)
def test_what_is_typed_wrong_is_told(person: Person, line: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        person.run(rf"\cold {line}")


@pytest.mark.parametrize("condition", ["count(*) > 1", "1", "row_number() over () = 1", "1 / 0 = 1", "action = 'nope'"])
def test_what_the_server_refuses_is_its_error(shared: Archive, person: Person, condition: str) -> None:
    with pytest.raises(StatementError):
        person.run(rf"\cold audit_logs {shared.names[0]} where {condition}")
    assert len(person.run("select 1")) == 1


def test_without_cold_storage_it_says_where_it_is_configured(shared: Archive) -> None:
    with closing(_opened(shared, storage=None)) as opened, pytest.raises(UsageError, match="no cold storage") as caught:
        opened.person.run(r"\cold audit_logs")
    assert "[retention] storage" in str(caught.value)


def test_a_storage_that_is_not_there_is_named(shared: Archive, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    with closing(_opened(shared, storage=missing)) as opened, pytest.raises(UsageError, match=re.escape(missing)):
        opened.person.run(r"\cold audit_logs")


def test_without_pyarrow_months_are_listed_and_rows_need_it(
    shared: Archive, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [name for name in sys.modules if name.split(".")[0] == "pyarrow"]:
        monkeypatch.setitem(sys.modules, module, None)
    assert len(person.run(r"\cold audit_logs")) == 2
    with pytest.raises(UsageError, match="needs pyarrow") as caught:
        person.run(rf"\cold audit_logs {shared.names[0]}")
    assert "pip install 'tenantsh[cold]'" in str(caught.value)


def test_a_plain_connection_has_no_archive(shared: Archive) -> None:
    with closing(_opened(shared, plain=True)) as opened, pytest.raises(UsageError, match="plain connection"):
        opened.person.run(r"\cold audit_logs")


def test_within_a_transaction_it_is_a_part_of_it(shared: Archive, person: Person) -> None:
    person.run("begin;")
    assert len(person.run(rf"\cold audit_logs {shared.names[0]} where true")) > 0
    with pytest.raises(StatementError):
        person.run(rf"\cold audit_logs {shared.names[0]} where 1 / 0 = 1")
    with pytest.raises(StatementError, match="current transaction is aborted"):
        person.run(rf"\cold audit_logs {shared.names[0]}")
    person.run("rollback;")
    assert len(person.run(rf"\cold audit_logs {shared.names[0]}")) > 0


# -- empty answers ----------------------------------------------------------------------------------------------


def _looking(person: Person) -> Person:
    person.shell.asker = lambda _prompt, _secret: None
    return person


def test_an_empty_answer_says_where_older_rows_are(shared: Archive, person: Person) -> None:
    _looking(person)
    first, last = shared.names
    assert person.run("select * from audit_logs where created_at < '2001-01-01';").notes == (
        rf"older rows of audit_logs are in cold storage, {first} to {last}: \cold audit_logs {last}",
    )
    (purged,) = person.run('select 1 from organizations o join public."events" using (org_id) where false;').notes
    assert re.fullmatch(r"events keeps 2 years: rows from before \d{4}-\d\d are purged, and kept nowhere", purged)


@pytest.mark.parametrize(
    "query",
    [
        "select 1 from audit_logs limit 1;",
        "select 'from audit_logs' where false;",
        "select 1 from resources where false;",
        "select audit_logs from (select 1) as audit_logs where false;",
    ],
)
def test_other_answers_say_nothing_of_it(person: Person, query: str) -> None:
    assert _looking(person).run(query).notes == ()


def test_a_script_is_not_told(person: Person) -> None:
    assert person.run("select * from audit_logs where false;").notes == ()


def test_a_storage_that_cannot_be_read_spoils_no_answer(shared: Archive, tmp_path: Path) -> None:
    with closing(_opened(shared, storage=str(tmp_path / "missing"))) as opened:
        answer = _looking(opened.person).run("select * from audit_logs where false;")
    assert (len(answer), answer.notes) == (0, ())
