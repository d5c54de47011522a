"""What only the embedded engine has: files, processes, crashes and full disks."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import models
from qdrant_client.models import FieldCondition, Filter
from ram import ram_folder

from search.errors import IndexMissing, StoreLocked, StoreUnavailable
from search.store import base, open_store
from search.store.base import CollectionSchema, Manifest, point_id
from search.store.embedded import EmbeddedStore
from search.store.files import size_on_disk

ROOT = Path(__file__).parents[1]

SCHEMAS = {
    name: CollectionSchema({"label": 3}, payload_indexes={"generation": models.PayloadSchemaType.INTEGER})
    for name in ("occupations", "skills")
}


def write(writer, size=20):
    for name in SCHEMAS:
        points = [
            models.PointStruct(id=point_id(str(i)), vector={"label": [1.0, i, 0.0]}, payload={"generation": writer.number})
            for i in range(size)
        ]
        writer.upsert(name, points)


def publish(store, size=20):
    writer = store.begin(SCHEMAS)
    write(writer, size)
    writer.publish(Manifest(writer.number, "1.2.1", "tiny", 3, ("en",), "2026", dict.fromkeys(SCHEMAS, size)))


def start(code, directory):
    """Start a Python process that has this module and `store`; `go()` in it says that the imports are over."""
    program = f"import sys, time; from {Path(__file__).stem} import *; store = EmbeddedStore(Path(sys.argv[1]))\n"
    return subprocess.Popen(
        [sys.executable, "-c", program + textwrap.dedent(code), str(directory)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"},
    )


def go():
    print("go", flush=True)


def wait_for_go(process):
    line = process.stdout.readline()
    if line != "go\n":
        pytest.fail(line + process.communicate()[1])


def finish(process):
    """Wait for the end and return what was printed; the process must have ended well."""
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    return out


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate()


def contents(directory):
    """File → what it holds, JSON parsed, because the engine writes the keys of its own in any order."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path: json.loads(path.read_text()) if path.suffix == ".json" else path.read_bytes() for path in files}


@pytest.fixture
def tmp_path():
    with ram_folder() as folder:
        yield folder


@pytest.fixture
def store(tmp_path):
    return EmbeddedStore(tmp_path / "index")


@pytest.fixture(scope="module")
def reader():
    """Give a reader of one generation, for tests that only read."""
    with ram_folder() as folder:
        store = EmbeddedStore(folder)
        publish(store)
        yield store.open()


# --- several processes ---


def test_other_processes_read_the_generation_that_this_one_reads(store, tmp_path):
    publish(store)
    reader = store.open()  # the first load writes the engine's defaults into edge_config.json, once
    before = contents(tmp_path)
    others = [
        start(
            """
            go()
            for turn in range(20):
                reader = store.open()
                request = models.QueryRequest(query=[1.0, 2.0, 0.0], using="label", limit=3, with_payload=True)
                hits, = reader.query("occupations", [request])
                assert reader.count("skills") == 20 and hits[0].payload == {"generation": 1}
                reader.close()
                del reader
            print([hit.id for hit in hits])
            """,
            tmp_path / "index",
        )
        for _ in range(2)
    ]
    for process in others:
        wait_for_go(process)
    time.sleep(0.02)
    kill(others.pop())  # one dies in the middle
    (expected,) = reader.query("occupations", [models.QueryRequest(query=[1.0, 2.0, 0.0], using="label", limit=3)])

    assert {finish(process) for process in others} == {f"{[hit.id for hit in expected]}\n"}
    reader.close()
    del reader
    after = {path: held for path, held in contents(tmp_path).items() if ".atomicwrite" not in str(path)}
    assert after == before


def test_what_a_killed_reader_leaves_behind_does_no_harm(store, tmp_path):
    publish(store)
    for shard in (tmp_path / "index" / "gen-1" / "skills", *(tmp_path / "index" / "gen-1" / "skills" / "segments").iterdir()):
        (shard / ".atomicwriteXYZ").mkdir()
        (shard / ".atomicwriteXYZ" / "tmpfile.tmp").write_text("{")

    assert store.open().count("skills") == 20


def test_a_build_in_another_process_locks_builders_out_and_lets_readers_in(store, tmp_path):
    publish(store)
    builder = start("writer = store.begin(SCHEMAS); write(writer); go(); time.sleep(60)", tmp_path / "index")
    wait_for_go(builder)

    with pytest.raises(StoreLocked, match=rf"process {builder.pid}\) is running on {re.escape(str(tmp_path / 'index'))}"):
        store.begin(SCHEMAS)
    assert store.open().count("skills") == 20
    assert [found.generation for found in store.manifests()] == [1]

    kill(builder)

    assert (tmp_path / "index" / "gen-2").exists()
    store.begin(SCHEMAS).abandon()
    assert not (tmp_path / "index" / "gen-2").exists()
    assert store.current() == 1


def test_a_generation_that_another_process_reads_is_not_pruned(store, tmp_path):
    publish(store)
    other = start("reader = store.open(); go(); time.sleep(60)", tmp_path / "index")
    wait_for_go(other)
    publish(store)

    assert store.prune(1) == []
    kill(other)
    assert store.prune(1) == [1]


def test_a_generation_that_this_process_reads_is_not_pruned(store):
    publish(store)
    reader = store.open()
    publish(store)

    assert store.prune(1) == []
    reader.close()
    assert store.prune(1) == [1]


def test_readers_of_one_process_share_the_shards(store):
    publish(store)
    first, second = store.open(), EmbeddedStore(store._directory).open()

    assert first._generation is second._generation


def test_an_index_built_anew_in_the_same_folder_is_not_taken_for_the_old_one(store):
    publish(store, 20)
    old = store.open()
    shutil.rmtree(store._directory)
    publish(store, 10)

    assert store.open().count("skills") == 10
    assert old.count("skills") == 20


# --- crashes ---


def test_a_kill_at_any_moment_leaves_a_whole_generation(store, tmp_path):
    publish(store)
    rng, seen = random.Random(1), 1
    for round_ in range(4):
        process = start("while True:\n    go(); publish(store); store.prune(2)", tmp_path / "index")
        for _ in range(1 + round_ % 3):
            wait_for_go(process)
        time.sleep(rng.uniform(0, 0.2))
        kill(process)

        reader = store.open()
        number = reader.manifest.generation
        assert number >= seen
        for name in SCHEMAS:
            assert reader.count(name) == 20
            assert reader.facet(name, "generation") == {str(number): 20}
        reader.close()
        seen = number

    assert seen > 1
    publish(store)
    assert not [path for path in (tmp_path / "index").glob("gen-*") if not (path / "manifest.json").exists()]


def test_a_crash_between_manifest_and_current_leaves_the_old_generation(store, tmp_path, monkeypatch):
    publish(store)
    replace = Path.replace

    def crash(self, target):
        if target.name == "CURRENT":
            raise OSError(5, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(StoreUnavailable, match="Input/output error"):
        publish(store)
    monkeypatch.undo()

    assert store.current() == 1
    assert [found.generation for found in store.manifests()] == [1, 2]
    assert not list((tmp_path / "index").glob(".CURRENT*"))
    publish(store)
    assert store.current() == 3


def test_a_damaged_index_says_what_to_do(store, tmp_path):
    publish(store)
    index = tmp_path / "index"
    (index / "gen-1" / "skills" / "edge_config.json").write_text("{")
    with pytest.raises(StoreUnavailable, match="gen-1"):
        store.open()
    (index / "gen-1" / "manifest.json").write_text("{")
    with pytest.raises(StoreUnavailable, match="build the index again"):
        store.open()
    shutil.rmtree(index / "gen-1")
    with pytest.raises(IndexMissing, match=r"generation 1 is gone.*build the index with"):
        store.open()
    (index / "CURRENT").write_text("one")
    with pytest.raises(StoreUnavailable, match=r"CURRENT can't be read.*; remove it and build the index with"):
        store.open()


@pytest.mark.parametrize("current", ["one", "", b"\xff", "7", None], ids=["word", "empty", "binary", "gone", "missing"])
def test_a_lost_current_is_pointed_anew_by_the_command_that_the_message_names(store, tmp_path, current):
    publish(store)
    publish(store, 10)
    path = tmp_path / "index" / "CURRENT"
    path.unlink()
    if current is not None:
        path.write_bytes(current if isinstance(current, bytes) else current.encode())
    with pytest.raises((IndexMissing, StoreUnavailable), match=r"`careerspace rollback 2`.*complete generations: \[1, 2\]"):
        store.open()
    store.activate(1)

    assert store.current() == 1
    assert store.open().count("skills") == 20


def test_a_generation_whose_manifest_is_damaged_is_neither_offered_nor_made_current(store, tmp_path):
    publish(store)
    publish(store)
    (tmp_path / "index" / "gen-2" / "manifest.json").write_text("{")
    (tmp_path / "index" / "CURRENT").write_text("one")
    with pytest.raises(StoreUnavailable, match=r"`careerspace rollback 1`.*\[1\]"):
        store.open()
    with pytest.raises(StoreUnavailable, match="gen-2"):
        store.activate(2)
    store.activate(1)

    assert store.open().count("skills") == 20


def test_abandoning_where_current_can_not_be_read_removes_no_complete_generation(store, tmp_path, monkeypatch):
    publish(store)
    writer = store.begin(SCHEMAS)
    write(writer)
    replace = Path.replace

    def crash(self, target):
        if target.name != "CURRENT":
            return replace(self, target)
        target.write_text("")
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        writer.publish(Manifest(2, "1.2.1", "tiny", 3, ("en",), "2026", dict.fromkeys(SCHEMAS, 20)))
    monkeypatch.undo()
    writer.abandon()

    assert [found.generation for found in store.manifests()] == [1, 2]
    store.activate(2)
    publish(store)
    assert store.current() == 3


def test_an_idle_unfinished_generation_costs_little_and_is_in_nobodys_way(store, tmp_path):
    publish(store)
    writer = store.begin(SCHEMAS)
    reader = store.open()

    assert size_on_disk(tmp_path / "index" / "gen-2") < len(SCHEMAS) * 5 * 2**20
    assert reader.count("skills") == 20
    assert store.prune(1) == []
    store.activate(1)
    write(writer)
    writer.publish(Manifest(2, "1.2.1", "tiny", 3, ("en",), "2026", dict.fromkeys(SCHEMAS, 20)))
    assert store.current() == 2


# --- the disk ---


def test_a_nearly_full_disk_stops_a_build_before_the_kernel_does(store, monkeypatch):
    publish(store)
    writer = store.begin(SCHEMAS)
    write(writer)
    usage = shutil.disk_usage(store._directory)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=3 * 2**20))

    with pytest.raises(StoreUnavailable, match="nearly full: 3 MB free, 64 MB needed"):
        write(writer)
    with pytest.raises(StoreUnavailable, match="nearly full"):
        writer.publish(Manifest(2, "1.2.1", "tiny", 3, ("en",), "2026", {"occupations": 20, "skills": 20}))
    writer.abandon()
    with pytest.raises(StoreUnavailable, match="nearly full"):
        store.begin(SCHEMAS)

    monkeypatch.undo()
    assert store.current() == 1
    assert store.open().count("skills") == 20
    publish(store)
    assert store.current() == 2


def test_a_file_size_limit_fails_the_build_and_leaves_the_published_generation(store, tmp_path):
    publish(store)
    process = start(
        """
        import resource
        from search.errors import StoreUnavailable
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
        try:
            publish(store)
        except StoreUnavailable as error:
            print(error)
        """,
        tmp_path / "index",
    )

    assert "File too large" in finish(process)
    assert store.current() == 1
    assert store.open().count("skills") == 20


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_an_index_without_write_access_says_so(store, tmp_path):
    publish(store)
    (tmp_path / "index").chmod(0o500)
    try:
        with pytest.raises(StoreUnavailable, match="Permission denied"):
            publish(store)
    finally:
        (tmp_path / "index").chmod(0o700)


# --- translation ---


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (FieldCondition(key="green", match=models.MatchValue(value=True)), "never matches a bool"),
        (FieldCondition(key="title", match=models.MatchPhrase(phrase="a b")), "MatchPhrase on 'title'"),
        (
            FieldCondition(key="at", geo_radius=models.GeoRadius(center=models.GeoPoint(lon=1, lat=2), radius=3)),
            "'at' by .'geo_radius'.",
        ),
        (FieldCondition(key="n", match=models.MatchValue(value=1), range=models.Range(gt=1)), "by .'match', 'range'."),
    ],
    ids=["bool", "phrase", "geo", "two at once"],
)
def test_a_condition_that_is_not_translated_is_named(reader, condition, message):
    for filter_ in (Filter(must=condition), Filter(must_not=[Filter(should=[condition])])):
        with pytest.raises(TypeError, match=message):
            reader.count("skills", filter_)


@pytest.mark.parametrize("count", [0, 2])
def test_a_min_should_that_nothing_or_everything_meets_is_refused(reader, count):
    one = models.MinShould(conditions=[FieldCondition(key="generation", match=models.MatchValue(value=1))], min_count=count)
    with pytest.raises(ValueError, match=f"{count} of 1 conditions"):
        reader.count("skills", Filter(min_should=one))


def test_search_parameters_and_selectors_that_are_not_translated_are_named(reader):
    quantized = models.SearchParams(quantization=models.QuantizationSearchParams(rescore=True))
    with pytest.raises(TypeError, match="quantization"):
        reader.query("skills", [models.QueryRequest(query=[1.0, 0.0, 0.0], using="label", params=quantized)])
    with pytest.raises(TypeError, match="selector"):
        reader.scroll("skills", with_payload=models.PayloadSelectorExclude(exclude=["a"]))


def test_a_facet_over_a_field_without_index_is_a_programming_error(reader):
    with pytest.raises(ValueError, match="No appropriate index"):
        reader.facet("skills", "nope")


def test_a_payload_that_is_not_json_is_refused_with_its_point(store):
    writer = store.begin(SCHEMAS)
    with pytest.raises(ValueError, match=f"point {point_id('x')}: the payload is not plain JSON"):
        writer.upsert("skills", [models.PointStruct(id=point_id("x"), vector={}, payload={"a": {1, 2}})])
    writer.abandon()


# --- recall ---


def test_a_collection_above_the_threshold_gets_a_graph_that_finds_nearly_everything(store, monkeypatch):
    monkeypatch.setattr(base, "INDEXING_THRESHOLD_KB", 1000)
    monkeypatch.setattr(base, "FULL_SCAN_THRESHOLD_KB", 10)
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((40, 384))
    vectors = (centres[rng.integers(0, 40, 3000)] + 0.5 * rng.standard_normal((3000, 384))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    writer = store.begin({"ads": CollectionSchema({"text": 384})})
    points = [models.PointStruct(id=point_id(str(i)), vector={"text": row.tolist()}) for i, row in enumerate(vectors)]
    writer.upsert("ads", points)
    writer.publish(Manifest(1, "", "", 384, ("en",), "2026", {"ads": 3000}))
    reader = store.open()
    queries = vectors[:50] + 0.01 * rng.standard_normal((50, 384)).astype(np.float32)
    exact = [{point_id(str(i)) for i in np.argsort(-(vectors @ query))[:10]} for query in queries]
    requests = [models.QueryRequest(query=query.tolist(), using="text", limit=10) for query in queries]
    found = [{hit.id for hit in hits} for hits in reader.query("ads", requests)]

    assert reader._generation.shards["ads"].info().indexed_vectors_count == 3000  # there is a graph
    assert np.mean([len(best & hits) / 10 for best, hits in zip(exact, found, strict=True)]) >= 0.98


# --- choosing ---


def test_without_a_server_url_the_store_is_embedded(tmp_path):
    from search.settings import Settings

    assert isinstance(open_store(Settings(data_dir=tmp_path, qdrant_url=None, _env_file=None)), EmbeddedStore)
