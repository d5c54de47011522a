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
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import models
from qdrant_client.models import FieldCondition, Filter
from ram import ram_folder

from search.errors import IndexMissing, StoreLocked, StoreUnavailable
from search.store import base, embedded, open_store
from search.store.base import CollectionSchema, Manifest, point_id
from search.store.embedded import EmbeddedStore
from search.store.files import copy_tree, size_on_disk

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


def change(writer):
    """Take away ten of twenty points of each collection and mark the others."""
    for name in SCHEMAS:
        writer.delete(name, [point_id(str(i)) for i in range(10)])
        writer.set_payload(name, {point_id(str(i)): {"generation": writer.number} for i in range(10, 20)})


def publish_changed(writer, size=10):
    writer.publish(replace(writer.base, generation=writer.number, counts=dict.fromkeys(SCHEMAS, size)))


def start(code, directory):
    """Start a Python process that has this module and `store`; `go()` in it says that the imports are over."""
    program = f"import sys, time; from {Path(__file__).stem} import *; store = EmbeddedStore(Path(sys.argv[1]))\n"
    return subprocess.Popen(
        [sys.executable, "-c", program + textwrap.dedent(code), str(directory)],
        stdin=subprocess.PIPE,
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


# --- revisions ---


def test_a_revision_is_a_copy_that_leaves_the_old_generation_and_its_readers_alone(store, tmp_path):
    publish(store)
    reader = store.open()  # the first load writes the engine's defaults into edge_config.json, once
    before = contents(tmp_path / "index" / "gen-1")
    writer = store.revise()
    change(writer)

    assert [reader.count("skills"), writer.count("skills")] == [20, 10]
    assert store.current() == 1
    assert [found.generation for found in store.manifests()] == [1]

    publish_changed(writer)

    assert store.current() == 2
    assert reader.count("skills") == 20
    assert reader.facet("skills", "generation") == {"1": 20}
    assert store.open().facet("skills", "generation") == {"2": 10}
    assert contents(tmp_path / "index" / "gen-1") == before
    store.activate(1)
    assert store.open().count("skills") == 20


def test_a_revision_killed_at_any_moment_leaves_the_old_generation_and_the_next_one_works(store, tmp_path):
    publish(store)
    rng = random.Random(3)
    for round_ in range(4):
        process = start(
            """
            while True:
                go()
                writer = store.revise()
                writer.upsert("skills", [models.PointStruct(id=point_id("new"), vector={"label": [1.0, 1.0, 1.0]})])
                for name in SCHEMAS:
                    generation = {point_id(str(i)): {"generation": writer.number} for i in range(20)}
                    writer.set_payload(name, generation)
                writer.delete("skills", [point_id("new")])
                publish_changed(writer, 20)
                store.prune(2)
            """,
            tmp_path / "index",
        )
        for _ in range(1 + round_ % 3):
            wait_for_go(process)
        time.sleep(rng.uniform(0, 0.1))
        kill(process)

        number = store.current()
        reader = store.open()
        for name in SCHEMAS:
            assert reader.facet(name, "generation") == {str(number): 20}
        reader.close()

    writer = store.revise()
    assert [path.name for path in (tmp_path / "index").glob("gen-*") if not (path / "manifest.json").exists()] == [
        f"gen-{writer.number}"
    ]
    change(writer)
    publish_changed(writer)
    assert store.open().facet("occupations", "generation") == {str(writer.number): 10}


def test_what_a_revision_killed_in_the_middle_left_is_removed_by_the_next(store, tmp_path):
    publish(store)
    process = start("writer = store.revise(); change(writer); go(); time.sleep(60)", tmp_path / "index")
    wait_for_go(process)
    with pytest.raises(StoreLocked, match=f"process {process.pid}"):
        store.revise()
    with pytest.raises(StoreLocked, match=f"process {process.pid}"):
        store.begin(SCHEMAS)
    kill(process)

    assert (tmp_path / "index" / "gen-2" / "skills").exists()
    assert store.open().count("skills") == 20
    writer = store.revise()
    assert [writer.number, writer.count("skills")] == [2, 20]
    writer.abandon()
    assert not (tmp_path / "index" / "gen-2").exists()


def test_a_generation_that_another_process_reads_is_revised_and_stays_readable_there(store, tmp_path):
    publish(store)
    other = start(
        """
        reader = store.open()
        go()
        sys.stdin.readline()
        print(reader.count("skills"), reader.facet("skills", "generation"), store.open().facet("skills", "generation"))
        """,
        tmp_path / "index",
    )
    wait_for_go(other)
    writer = store.revise()
    change(writer)
    publish_changed(writer)
    other.stdin.write("\n")
    other.stdin.flush()

    assert finish(other) == "20 {'1': 20} {'2': 10}\n"


def test_readers_that_come_and_go_do_not_disturb_a_copy(store, tmp_path):
    publish(store)
    others = [start("go()\nwhile True:\n    store.open().count('skills')", tmp_path / "index") for _ in range(2)]
    for process in others:
        wait_for_go(process)
    for _ in range(10):
        writer = store.revise()
        assert [writer.count(name) for name in SCHEMAS] == [20, 20]
        assert not list((tmp_path / "index" / "gen-2").rglob(".atomicwrite*"))
        writer.abandon()
    for process in others:
        kill(process)


def test_what_a_purging_revision_deletes_leaves_the_files_and_a_later_one_goes_easy_again(store, tmp_path):
    names = [f"the name of number {i:05d}" for i in range(2000)]
    writer = store.begin(SCHEMAS)
    for collection in SCHEMAS:
        points = [
            models.PointStruct(id=point_id(name), vector={"label": [1.0, 2.0, 3.0]}, payload={"t": name}) for name in names
        ]
        writer.upsert(collection, points)
    writer.publish(Manifest(writer.number, "1.2.1", "tiny", 3, ("en",), "2026", dict.fromkeys(SCHEMAS, 2000)))

    held = []
    for purge, name in ((False, names[7]), (True, names[8]), (False, names[9])):
        writer = store.revise(purge=purge)
        for collection in SCHEMAS:
            writer.delete(collection, [point_id(name)])
        publish_changed(writer, 1999 - len(held))
        folder = tmp_path / "index" / f"gen-{writer.number}"
        held.append(any(name.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file()))

    assert [True, False, True] == held


def test_a_nearly_full_disk_refuses_a_revision_before_anything_is_copied(store, tmp_path, monkeypatch):
    publish(store)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=64 * 2**20))
    monkeypatch.setattr(embedded, "copy_tree", lambda *_: pytest.fail("copied"))
    with pytest.raises(StoreUnavailable, match=r"nearly full: 64 MB free, \d+ MB needed; the published index is untouched"):
        store.revise()

    assert not (tmp_path / "index" / "gen-2").exists()
    monkeypatch.undo()
    assert store.revise().number == 2


def test_a_disk_that_fills_up_during_the_copy_leaves_nothing_behind(store, tmp_path, monkeypatch):
    publish(store)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "copy_file_range", full)
        with pytest.raises(StoreUnavailable, match="No space left on device"):
            store.revise()

    assert not (tmp_path / "index" / "gen-2").exists()
    assert store.revise().number == 2


def test_a_copy_takes_no_more_of_the_disk_than_what_was_copied(store, tmp_path):
    publish(store)
    writer = store.revise()
    old, new = (tmp_path / "index" / f"gen-{number}" for number in (1, 2))

    assert size_on_disk(new) < 1.2 * size_on_disk(old)
    assert size_on_disk(new) < 0.7 * sum(path.stat().st_size for path in new.rglob("*"))  # with its holes it would be as large
    writer.abandon()


def missing(*_):
    raise OSError(18, "Invalid cross-device link")


@pytest.mark.parametrize("copies", ["by the kernel", "no range", "not at all"])
def test_files_are_copied_with_their_holes_and_without_what_readers_are_writing(tmp_path, monkeypatch, copies):
    if copies == "no range":
        monkeypatch.setattr(os, "copy_file_range", missing)
    if copies == "not at all":
        monkeypatch.delattr(os, "copy_file_range")
    (tmp_path / "old" / "segments" / "a").mkdir(parents=True)
    (tmp_path / "old" / ".atomicwriteXYZ").mkdir()
    (tmp_path / "old" / ".atomicwriteXYZ" / "tmpfile.tmp").write_text("{")
    (tmp_path / "old" / "empty").touch()
    (tmp_path / "old" / "full").write_bytes(os.urandom(3 * 2**20 + 7))
    with (tmp_path / "old" / "segments" / "a" / "holes").open("wb") as file:
        file.seek(8 * 2**20)
        file.write(b"in the middle")
        file.truncate(32 * 2**20)
    (tmp_path / "old" / "segments" / "hole").touch()
    os.truncate(tmp_path / "old" / "segments" / "hole", 2**20)
    copy_tree(tmp_path / "old", tmp_path / "new")

    names = sorted(str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*") if path.is_file())
    assert names == ["empty", "full", "segments/a/holes", "segments/hole"]
    for name in names:
        assert (tmp_path / "new" / name).read_bytes() == (tmp_path / "old" / name).read_bytes()
    assert size_on_disk(tmp_path / "new") < 5 * 2**20


def test_a_manifest_of_a_newer_version_is_neither_opened_nor_revised_nor_removed(store, tmp_path):
    publish(store)
    path = tmp_path / "index" / "gen-1" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "moods": 1}))
    for ask in (store.open, store.revise):
        with pytest.raises(StoreUnavailable, match="a newer one wrote it"):
            ask()
    path.write_text("[]")
    with pytest.raises(StoreUnavailable, match="can't be read"):
        store.open()

    assert path.exists()
    store.begin(SCHEMAS).abandon()


DIMENSION = 64


def build_graph(store, monkeypatch, size=2000):
    """Publish `size` ads around 40 centres, large enough for a graph; give them by their number."""
    monkeypatch.setattr(base, "INDEXING_THRESHOLD_KB", 100)
    monkeypatch.setattr(base, "FULL_SCAN_THRESHOLD_KB", 10)
    schema = CollectionSchema({"text": DIMENSION}, ("words",), {"kind": models.PayloadSchemaType.KEYWORD})
    writer = store.begin({"ads": schema})
    writer.upsert("ads", [ad(i) for i in range(size)])
    writer.publish(Manifest(1, "", "", DIMENSION, ("en",), "2026", {"ads": size}))


def ad(i, seed=0):
    rng = np.random.default_rng([i, seed])
    vector = np.random.default_rng(i % 40).standard_normal(DIMENSION) + 0.5 * rng.standard_normal(DIMENSION)
    words = models.SparseVector(indices=[1, 2 + i % 2], values=[1.0, 1.0])
    payload = {"kind": str(i % 10), "seed": seed}
    return models.PointStruct(id=point_id(str(i)), vector={"text": vector.tolist(), "words": words}, payload=payload)


def graphs(folder):
    """Inode-independent identity of every graph: the names of the segments that have one."""
    return {path.parent.parent.name for path in folder.rglob("graph.bin") if path.parent.name == "vector_index-text"}


def test_changes_beside_a_graph_leave_it_and_are_found_after_loading_anew(store, tmp_path, monkeypatch):
    build_graph(store, monkeypatch)
    writer = store.revise()
    writer.upsert("ads", [ad(i, seed=1) for i in (*range(10), 2000, 2001)])
    writer.delete("ads", [point_id(str(i)) for i in range(10, 20)])
    moved = [models.PointVectors(id=point_id(str(i)), vector={"text": ad(i, seed=2).vector["text"]}) for i in range(20, 30)]
    writer.update_vectors("ads", moved)
    writer.delete_vectors("ads", [point_id(str(i)) for i in range(30, 40)], ["text"])
    writer.set_payload("ads", {point_id(str(i)): {"kind": "x"} for i in range(40, 50)})
    writer.publish(replace(writer.base, generation=2, counts={"ads": 1992}))
    old, new = (graphs(tmp_path / "index" / f"gen-{number}" / "ads") for number in (1, 2))
    reader = store.open()

    assert new == old != set()
    assert reader.count("ads") == 1992
    assert reader.retrieve("ads", [point_id(str(i)) for i in range(10, 20)]) == []
    expected = {str(kind): 200 for kind in range(10)} | {"x": 10}
    for i in (*range(40, 50), *range(10, 20)):
        expected[str(i % 10)] -= 1
    for i in (2000, 2001):
        expected[str(i % 10)] += 1
    assert reader.facet("ads", "kind") == expected
    only_x = Filter(must=FieldCondition(key="kind", match=models.MatchValue(value="x")))
    assert sorted(hit.id for hit in reader.scroll("ads", scroll_filter=only_x)[0]) == sorted(
        point_id(str(i)) for i in range(40, 50)
    )
    changed = [(i, ad(i, 1)) for i in (*range(10), 2000, 2001)] + [(i, ad(i, 2)) for i in range(20, 30)]
    requests = [models.QueryRequest(query=point.vector["text"], using="text", limit=1) for _, point in changed]
    best = [hits[0] for hits in reader.query("ads", requests)]
    assert [hit.id for hit in best] == [point_id(str(i)) for i, _ in changed]
    assert all(hit.score > 0.9999 for hit in best)
    (left,) = reader.retrieve("ads", [point_id("30")], with_vectors=True)
    assert set(left.vector) == {"words"}
    (hits,) = reader.query("ads", [models.QueryRequest(query=ad(15).vector["text"], using="text", limit=100)])
    assert not {hit.id for hit in hits} & {point_id(str(i)) for i in (*range(10, 20), *range(30, 40))}
    # the graph's segment still counts the words of what left it: here at most 1 in 50 of the points with a word
    words = models.SparseVector(indices=[3], values=[1.0])
    ((word,),) = reader.query("ads", [models.QueryRequest(query=words, using="words", limit=1)])
    assert word.score == pytest.approx(np.log(1 + (1992 - 996 + 0.5) / (996 + 0.5)), rel=0.03)


def test_a_segment_of_which_a_fifth_is_gone_is_built_anew(store, tmp_path, monkeypatch):
    build_graph(store, monkeypatch)
    writer = store.revise()
    writer.delete("ads", [point_id(str(i)) for i in range(450)])
    writer.publish(replace(writer.base, generation=2, counts={"ads": 1550}))
    old, new = (graphs(tmp_path / "index" / f"gen-{number}" / "ads") for number in (1, 2))

    assert len(new) == 1
    assert new != old
    words = models.SparseVector(indices=[3], values=[1.0])
    ((word,),) = store.open().query("ads", [models.QueryRequest(query=words, using="words", limit=1)])
    assert word.score == pytest.approx(np.log(1 + (1550 - 775 + 0.5) / (775 + 0.5)), rel=1e-5)


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
