"""The contract of search/store/base.py, held by every engine."""

import datetime as dt
import json
import math
import os
import random
import re
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException
from qdrant_client.models import FieldCondition, Filter, MatchAny, MatchExcept, MatchText, MatchValue, Range
from ram import ram_folder

from search.errors import IndexMissing, StoreLocked, StoreUnavailable
from search.settings import Settings
from search.store import open_store, server
from search.store.base import CollectionSchema, Manifest, point_id, scroll_all
from search.store.embedded import EmbeddedStore
from search.store.server import ServerStore

KEYWORD, INTEGER = models.PayloadSchemaType.KEYWORD, models.PayloadSchemaType.INTEGER
SCHEMAS = {
    "occupations": CollectionSchema(
        dense={"label": 3, "skills": 2},
        sparse=("text",),
        payload_indexes={
            "group": KEYWORD,
            "level": INTEGER,
            "share": models.PayloadSchemaType.FLOAT,
            "posted": models.PayloadSchemaType.DATETIME,
            "title": models.PayloadSchemaType.TEXT,
            "label.en": KEYWORD,
            "parts[].kind": KEYWORD,
        },
    ),
    "groups": CollectionSchema(payload_indexes={"code": KEYWORD}),
}
LEAN = {name: replace(schema, payload_indexes={"level": INTEGER}) for name, schema in SCHEMAS.items()}
"""Fewer payload indexes, for tests of generations: each index is several files to make durable."""

BAKER, COOK, MILLER, NURSE = (point_id(name) for name in ("baker", "cook", "miller", "nurse"))
NAMES = {BAKER: "baker", COOK: "cook", MILLER: "miller", NURSE: "nurse"}


def occupations():
    """Four occupations; the nurse has neither a `skills` nor a `text` vector."""
    return [
        point(
            BAKER,
            {"label": [1.0, 0.0, 0.0], "skills": [1.0, 0.0], "text": sparse({1: 2.0, 2: 1.0})},
            group=["7", "75", "751"],
            level=3,
            share=0.25,
            posted="2026-03-01T10:00:00Z",
            title="bread baker",
            label={"en": "baker", "de": "Bäcker"},
            parts=[{"kind": "oven", "n": 1}, {"kind": "dough", "n": 2}],
        ),
        point(
            COOK,
            {"label": [0.8, 0.6, 0.0], "skills": [0.6, 0.8], "text": sparse({1: 1.0, 3: 1.0})},
            group=["5", "51"],
            level=2,
            share=0.5,
            posted="2026-03-02T10:00:00Z",
            title="cook of bread and soup",
            label={"en": "cook"},
            parts=[{"kind": "oven", "n": 2}],
        ),
        point(
            MILLER,
            {"label": [0.0, 1.0, 0.0], "skills": [0.0, 1.0], "text": sparse({2: 1.0})},
            group=["7", "75"],
            level=2,
            posted="2026-04-01T10:00:00Z",
            title="miller",
            label={"en": "miller"},
            parts=[],
        ),
        point(NURSE, {"label": [0.0, 0.0, 1.0]}, group="2", level=4, share=None, title="nurse"),
    ]


def point(id_, vectors, **payload):
    return models.PointStruct(id=id_, vector=vectors, payload=payload)


def sparse(weights):
    return models.SparseVector(indices=list(weights), values=list(weights.values()))


def manifest(number, **counts):
    return Manifest(number, "1.2.1", "tiny", 3, ("en",), "2026-04-02T00:00:00Z", counts)


def publish(store, points=(), groups=(), schemas=None):
    """Build and publish one generation; return its number."""
    writer = store.begin(schemas or LEAN)
    writer.upsert("occupations", points)
    writer.upsert("groups", groups)
    writer.publish(manifest(writer.number, occupations=len(points), groups=len(groups)))
    return writer.number


def dense(vector, using="label", **options):
    return models.QueryRequest(query=vector, using=using, **options)


def names(points):
    return [NAMES[str(found.id)] for found in points]


ENGINES = ["embedded", "memory", pytest.param("server", marks=pytest.mark.server)]


@contextmanager
def index(engine, directory):
    """Give a function that opens one more store over the same, empty index."""
    if engine == "embedded":
        yield lambda: EmbeddedStore(directory)
        return
    if engine == "memory":
        client, prefix = QdrantClient(":memory:"), "test"
    else:
        url = os.environ.get("CAREERSPACE_TEST_QDRANT_URL")
        if not url:
            pytest.skip("CAREERSPACE_TEST_QDRANT_URL is not set")
        key = os.environ.get("CAREERSPACE_TEST_QDRANT_API_KEY") or None
        prefix = f"test-{uuid.uuid4().hex}"
        client = ServerStore.connect(Settings(qdrant_url=url, qdrant_api_key=key, _env_file=None))._server.client
    yield lambda: ServerStore(client, prefix)
    for collection in client.get_collections().collections:
        if collection.name.startswith(f"{prefix}_"):
            client.delete_collection(collection.name)
    client.close()


@pytest.fixture(params=ENGINES)
def again(request):
    with ram_folder() as folder, index(request.param, folder) as open_another:
        yield open_another


@pytest.fixture
def store(again):
    return again()


@pytest.fixture(scope="module", params=ENGINES)
def reader(request):
    """Give a reader of the four occupations, for tests that only read."""
    with ram_folder() as folder, index(request.param, folder) as open_another:
        store = open_another()
        publish(store, occupations(), [point(point_id("7"), {}, code="7")], SCHEMAS)
        yield store.open()


# --- generations ---


def test_an_index_without_a_generation_is_missing(store):
    assert store.current() is None
    assert store.manifests() == []
    with pytest.raises(IndexMissing, match="careerspace ingest"):
        store.open()


def test_what_was_published_is_read_back(store):
    number = publish(store, occupations())

    assert number == store.current()
    assert manifest(number, occupations=4, groups=0) == store.open().manifest
    assert [manifest(number, occupations=4, groups=0)] == store.manifests()


def test_an_unpublished_generation_is_invisible_and_an_abandoned_one_is_gone(store):
    writer = store.begin(LEAN)
    writer.upsert("occupations", occupations())

    assert store.current() is None
    assert store.manifests() == []

    writer.abandon()
    writer.abandon()

    assert store.manifests() == []
    with pytest.raises(StoreUnavailable, match="no longer being built"):
        writer.upsert("occupations", occupations())
    assert publish(store) == 1


def test_abandoning_after_publishing_does_nothing(store):
    writer = store.begin(LEAN)
    writer.publish(manifest(1, occupations=0, groups=0))
    writer.abandon()

    assert store.open().count("occupations") == 0


def test_publishing_switches_at_once_and_an_open_reader_keeps_answering(store):
    publish(store, occupations())
    before = store.open()
    publish(store, occupations()[:1])
    after = store.open()

    assert (before.count("occupations"), after.count("occupations")) == (4, 1)
    assert (before.manifest.generation, after.manifest.generation) == (1, 2)
    assert names(before.query("occupations", [dense([0.0, 0.0, 1.0], limit=1)])[0]) == ["nurse"]


@contextmanager
def interrupted_switch(store, error, *, applied):
    """Raise where `publish` makes the generation current: after that has happened (`applied`) or before."""
    with pytest.MonkeyPatch.context() as patch:
        target = (Path, "replace") if isinstance(store, EmbeddedStore) else (store._server.client, "update_collection_aliases")
        switch = getattr(*target)

        def interrupted(*args, **kwargs):
            if target[0] is Path and args[1].name != "CURRENT":
                return switch(*args, **kwargs)
            if applied:
                switch(*args, **kwargs)
            raise error

        patch.setattr(*target, interrupted)
        patch.setattr(server, "_PAUSES_S", (0.0, 0.0))
        yield


def publish_or_abandon(store, points, error):
    """Do what an ingest does when publishing raises."""
    writer = store.begin(LEAN)
    writer.upsert("occupations", points)
    try:
        with pytest.raises(error):
            writer.publish(manifest(writer.number, occupations=len(points), groups=0))
    finally:
        writer.abandon()
        writer.abandon()


INTERRUPTIONS = pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt),
        (OSError(5, "Input/output error"), (StoreUnavailable, OSError)),
        (ResponseHandlingException(TimeoutError("timed out")), (StoreUnavailable, ResponseHandlingException)),
    ],
    ids=["interrupt", "disk", "timeout"],
)


@INTERRUPTIONS
def test_what_was_switched_to_stays_when_publishing_is_interrupted_after_the_switch(store, error, told):
    publish(store, occupations())
    with interrupted_switch(store, error, applied=True):
        publish_or_abandon(store, occupations()[:1], told)

    assert store.current() == 2
    assert store.open().count("occupations") == 1
    assert store.prune(1) == [1]
    store.begin(LEAN).abandon()  # the lock was let go
    assert [found.generation for found in store.manifests()] == [2]
    assert store.open().count("occupations") == 1


@INTERRUPTIONS
def test_the_old_generation_stays_when_publishing_is_interrupted_before_the_switch(store, error, told):
    publish(store, occupations())
    with interrupted_switch(store, error, applied=False):
        publish_or_abandon(store, occupations()[:1], told)

    assert store.current() == 1
    assert store.open().count("occupations") == 4
    latest = publish(store, occupations()[:2])
    assert store.current() == latest
    store.prune(1)
    assert [found.generation for found in store.manifests()] == [latest]


def test_an_engine_that_is_away_does_not_hide_why_a_build_is_abandoned(again, monkeypatch):
    store = again()
    writer = store.begin(LEAN)

    def away(*_, **__):
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(store, "current", away)
        writer.abandon()

    assert publish(again()) in {1, 2}


def test_counts_that_are_not_what_is_stored_are_refused(store):
    writer = store.begin(LEAN)
    writer.upsert("occupations", occupations())

    with pytest.raises(ValueError, match=r"'occupations': 5.*'occupations': 4"):
        writer.publish(manifest(1, occupations=5, groups=0))
    with pytest.raises(ValueError, match="generation 7, this one is 1"):
        writer.publish(manifest(7, occupations=4, groups=0))
    assert store.current() is None

    writer.publish(manifest(1, occupations=4, groups=0))

    assert store.current() == 1


def test_a_second_builder_is_locked_out_until_the_first_ends(again):
    first = again().begin(LEAN)
    with pytest.raises(StoreLocked, match="another build"):
        again().begin(LEAN)
    first.abandon()

    again().begin(LEAN).abandon()


def test_rollback_makes_an_older_generation_current(store):
    publish(store, occupations())
    publish(store, occupations()[:1])
    store.activate(1)

    assert store.current() == 1
    assert store.open().count("occupations") == 4
    assert publish(store) == 3
    with pytest.raises(IndexMissing, match=re.escape("no generation 9")):
        store.activate(9)


def test_rollback_works_where_no_generation_is_current(store):
    publish(store, occupations())
    publish(store, occupations()[:1])
    lose_current(store)
    with pytest.raises(IndexMissing, match=r"`careerspace rollback 2`.*\[1, 2\]"):
        store.open()
    store.activate(1)

    assert store.current() == 1
    assert store.open().count("occupations") == 4


def lose_current(store):
    if isinstance(store, EmbeddedStore):
        (store._directory / "CURRENT").unlink()
        return
    store._switch({})


def test_prune_removes_the_oldest_and_never_the_current(store):
    for _ in range(4):
        publish(store)
    store.activate(2)

    assert store.prune(1) == [1, 3]
    assert [kept.generation for kept in store.manifests()] == [2, 4]
    assert store.prune(1) == []
    assert publish(store) == 5
    with pytest.raises(ValueError, match="at least 1"):
        store.prune(0)


def test_a_generation_may_have_other_collections_than_the_one_before(store):
    publish(store)
    writer = store.begin({"skills": CollectionSchema(dense={"label": 2})})
    writer.publish(manifest(2, skills=0))

    assert store.current() == 2
    assert store.open().count("skills") == 0
    with pytest.raises(IndexMissing, match="no collection 'occupations'"):
        store.open().count("occupations")


def test_collection_names_that_can_not_be_kept_apart_are_refused(store):
    for name in ("with_underscore", "../up", "Upper", ""):
        with pytest.raises(ValueError, match="collection name"):
            store.begin({name: CollectionSchema()})
    assert store.current() is None


# --- writing ---


def test_the_same_id_replaces_the_point(store):
    writer = store.begin(LEAN)
    writer.upsert("occupations", occupations())
    writer.upsert("occupations", [point(BAKER, {"label": [0.0, 0.0, 1.0]}, level=9)])
    writer.publish(manifest(1, occupations=4, groups=0))

    (baker,) = store.open().retrieve("occupations", [BAKER], with_vectors=True)
    assert baker.payload == {"level": 9}
    assert baker.vector == {"label": [0.0, 0.0, 1.0]}


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        ({"label": [1.0, math.nan, 0.0]}, "NaN or infinity"),
        ({"label": [1.0, math.inf, 0.0]}, "NaN or infinity"),
        ({"label": [1.0, 1e300, 0.0]}, "NaN or infinity"),
        ({"text": sparse({1: math.nan})}, "NaN or infinity"),
        ({"label": [1.0, 0.0]}, "2 dimensions, the collection has 3"),
        ({"nope": [1.0, 0.0]}, r"unknown; the collection has \['label', 'skills', 'text'\]"),
        ({"text": [1.0]}, "is sparse"),
        ({"text": models.SparseVector(indices=[1, 1], values=[1.0, 1.0])}, "1 different"),
        ([1.0, 0.0, 0.0], "by name"),
    ],
    ids=["nan", "inf", "too large", "sparse nan", "dimension", "unknown", "dense for sparse", "same index twice", "unnamed"],
)
def test_a_bad_vector_is_refused_with_its_point_and_nothing_is_written(store, vectors, message):
    writer = store.begin(LEAN)
    with pytest.raises(ValueError, match=f"point {COOK}.*{message}"):
        writer.upsert("occupations", [occupations()[0], point(COOK, vectors)])
    writer.publish(manifest(1, occupations=0, groups=0))

    assert store.open().count("occupations") == 0


def test_an_id_that_is_no_uuid_is_refused(store):
    writer = store.begin(LEAN)
    with pytest.raises(ValueError, match="point 7: the id is not a UUID"):
        writer.upsert("groups", [point(7, {})])
    writer.abandon()


def test_many_points_arrive_whole(store):
    publish(store, [point(point_id(str(i)), {"label": [1.0, i, 0.0]}, level=i) for i in range(1000)])

    assert store.open().count("occupations") == 1000
    assert store.open().count("occupations", Filter(must=FieldCondition(key="level", range=Range(lt=10)))) == 10


# --- changing ---

NEW = point_id("brewer")


def change(writer):
    """Make each kind of change once: the cook is replaced, the miller leaves, a brewer comes, baker and nurse are changed."""
    writer.upsert("occupations", [point(COOK, {"label": [0.0, 0.6, 0.8]}, group=["9"], level=7)])
    writer.upsert("occupations", [point(NEW, {"label": [0.6, 0.0, 0.8], "text": sparse({3: 1.0})}, group=["7"], level=2)])
    writer.delete("occupations", [MILLER, point_id("x")])
    writer.update_vectors(
        "occupations",
        [
            models.PointVectors(id=BAKER, vector={"skills": [0.0, 1.0]}),
            models.PointVectors(id=NURSE, vector={"text": sparse({3: 2.0}), "skills": [0.6, 0.8]}),
        ],
    )
    writer.delete_vectors("occupations", [BAKER, NURSE, point_id("x")], ["text", "label"])
    writer.update_vectors("occupations", [models.PointVectors(id=NURSE, vector={"text": sparse({3: 2.0, 1: 1.0})})])
    writer.set_payload("occupations", {BAKER: {"level": 8, "label": {"fr": "boulanger"}}, NURSE: {"share": 0.75}})
    writer.set_payload("occupations", {BAKER: {"share": None, "posted": "2026-05-01T00:00:00Z"}})


CHANGED = {
    BAKER: ({"label": {"fr": "boulanger"}, "group": ["7", "75", "751"], "level": 8, "share": None}, {"skills"}),
    COOK: ({"group": ["9"], "level": 7}, {"label"}),
    NURSE: ({"group": "2", "level": 4, "share": 0.75}, {"skills", "text"}),
    NEW: ({"group": ["7"], "level": 2}, {"label", "text"}),
}
"""Id → some of the payload, and the names of the vectors, once `change` is done."""


def assert_changed(points):
    """Check what can be read both of a published generation and of one being written."""
    found = {str(record.id): record for record in scroll_all(points, "occupations", with_vectors=True, page=3)}
    assert {id_: set(record.vector) for id_, record in found.items()} == {id_: kept for id_, (_, kept) in CHANGED.items()}
    for id_, (payload, _) in CHANGED.items():
        assert {key: found[id_].payload.get(key) for key in payload} == payload
    assert [record.id for record in points.retrieve("occupations", [MILLER, NEW, BAKER])] == [NEW, BAKER]
    assert found[BAKER].vector["skills"] == [0.0, 1.0]
    assert found[BAKER].payload["title"] == "bread baker"
    assert points.count("occupations") == 4
    assert points.count("occupations", Filter(must=[field("level", range=Range(gte=7))])) == 2
    assert points.count("occupations", Filter(must=[IN_7])) == 2
    assert points.count("occupations", Filter(must=[LEVEL_2])) == 1
    assert points.count("occupations", Filter(must=[field("label.en", match=MatchValue(value="baker"))])) == 0
    assert points.count("occupations", Filter(must=[field("share", range=Range(gte=0))])) == 1
    may = field("posted", range=models.DatetimeRange(gte=dt.datetime(2026, 5, 1, tzinfo=dt.UTC)))
    assert points.count("occupations", Filter(must=[may])) == 1
    assert points.count("occupations", Filter(must=[models.HasVectorCondition(has_vector="text")])) == 2


def assert_answers_changed(reader):
    """Check what only a reader is asked: ranks, scores by inverse document frequency, facets."""
    assert reader.facet("occupations", "group") == {"7": 2, "2": 1, "75": 1, "751": 1, "9": 1}
    assert reader.facet("occupations", "group", Filter(must=[field("level", range=Range(lt=5))])) == {"2": 1, "7": 1}
    label, skills, text = reader.query(
        "occupations",
        [
            dense([0.0, 0.6, 0.8]),
            dense([0.0, 1.0], using="skills"),
            dense(sparse({1: 1.0, 2: 1.0, 3: 1.0}), using="text"),
        ],
    )
    assert [(hit.id, round(hit.score, 4)) for hit in label] == [(COOK, 1.0), (NEW, 0.64)]
    assert [(hit.id, round(hit.score, 4)) for hit in skills] == [(BAKER, 1.0), (NURSE, 0.8)]
    # of 2 points with a text, term 1 is in one, term 2 in none and term 3 in both
    rare, common = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    assert [hit.id for hit in text] == [NURSE, NEW]
    assert [hit.score for hit in text] == pytest.approx([rare + 2 * common, common], abs=1e-5)


def revised(store, change, **counts):
    """Revise and publish; return the generation's number."""
    writer = store.revise()
    change(writer)
    writer.publish(manifest(writer.number, **{"occupations": 4, "groups": 0, **counts}))
    return writer.number


def test_a_revision_begins_with_what_is_published_and_reads_what_it_writes(store):
    publish(store, occupations(), [point(point_id("7"), {}, code="7")], SCHEMAS)
    writer = store.revise()

    assert writer.base == store.open().manifest
    assert sorted(NAMES) == [record.id for record in scroll_all(writer, "occupations", page=3)]
    assert writer.retrieve("occupations", [COOK], with_vectors=["label"])[0].payload == occupations()[1].payload
    assert writer.count("groups") == 1

    change(writer)

    assert_changed(writer)
    writer.abandon()


def test_every_kind_of_change_is_read_back_from_a_published_revision(store):
    publish(store, occupations(), schemas=SCHEMAS)
    number = revised(store, change)
    reader = store.open()

    assert number == store.current() == reader.manifest.generation
    assert_changed(reader)
    assert_answers_changed(reader)


def test_a_generation_begun_empty_can_be_changed_too_before_it_is_published(store):
    writer = store.begin(SCHEMAS)
    writer.upsert("occupations", occupations())
    change(writer)

    assert writer.base is None
    assert_changed(writer)
    writer.publish(manifest(1, occupations=4, groups=0))
    assert_changed(store.open())
    assert_answers_changed(store.open())


def test_a_change_made_again_changes_nothing_more(store):
    publish(store, occupations(), schemas=SCHEMAS)
    revised(store, lambda writer: (change(writer), change(writer)))
    revised(store, change)

    assert_changed(store.open())
    assert_answers_changed(store.open())


def test_a_revision_of_a_revision_adds_up(store):
    publish(store, occupations(), [point(point_id("7"), {}, code="7")], SCHEMAS)
    revised(store, lambda writer: writer.delete("occupations", [COOK]), occupations=3, groups=1)
    revised(store, lambda writer: writer.set_payload("groups", {point_id("7"): {"title": "craft"}}), occupations=3, groups=1)
    reader = store.open()

    assert names(scroll_all(reader, "occupations")) == sorted(["baker", "miller", "nurse"], key=point_id)
    assert [record.payload for record in scroll_all(reader, "groups")] == [{"code": "7", "title": "craft"}]


def test_a_revision_replaces_the_manifest_as_a_whole(store):
    writer = store.begin(LEAN)
    writer.publish(replace(manifest(1, occupations=0, groups=0), sources={"a.ttl": "1", "b.ttl": "2"}, content_hash="old"))
    writer = store.revise()
    new = replace(manifest(writer.number, occupations=0, groups=0), sources={"c.ttl": "3"}, ads_revision=17)
    writer.publish(new)

    assert store.open().manifest == new
    assert store.manifests()[-1] == new
    assert store.revise().base == new


def test_revisions_are_next_generations_when_embedded_and_in_place_on_a_server(store):
    publish(store, occupations())
    before = store.open()
    number = revised(store, lambda writer: writer.delete("occupations", [COOK]), occupations=3)

    aside = isinstance(store, EmbeddedStore)
    assert number == (2 if aside else 1)
    assert before.count("occupations") == (4 if aside else 3)
    assert before.manifest.generation == 1
    assert [found.generation for found in store.manifests()] == ([1, 2] if aside else [1])
    assert publish(store) == number + 1


def test_an_abandoned_revision_leaves_the_published_generation_and_its_manifest(store):
    publish(store, occupations())
    before = store.open().manifest
    writer = store.revise()
    writer.delete("occupations", [COOK])
    writer.abandon()
    writer.abandon()

    assert store.open().manifest == before
    assert [found.generation for found in store.manifests()] == [1]
    assert store.open().count("occupations") == (4 if isinstance(store, EmbeddedStore) else 3)
    with pytest.raises(StoreUnavailable, match="no longer being built"):
        writer.delete("occupations", [COOK])
    revised(store, lambda writer: writer.upsert("occupations", occupations()))
    assert store.open().count("occupations") == 4


def test_abandoning_after_publishing_a_revision_does_nothing(store):
    publish(store, occupations())
    writer = store.revise()
    writer.publish(manifest(writer.number, occupations=4, groups=0))
    writer.abandon()

    assert store.open().count("occupations") == 4


def test_a_revision_of_nothing_says_that_the_index_is_missing_and_leaves_no_lock(store):
    with pytest.raises(IndexMissing, match="careerspace ingest"):
        store.revise()

    assert publish(store, occupations()) == 1


def test_a_revision_after_a_rollback_begins_with_what_is_current(store):
    publish(store, occupations())
    publish(store, occupations()[:1])
    store.activate(1)
    writer = store.revise()

    assert writer.base.generation == 1
    assert writer.count("occupations") == 4
    assert writer.number == (3 if isinstance(store, EmbeddedStore) else 1)
    writer.abandon()


def test_a_revision_and_a_build_lock_each_other_out(again):
    publish(again(), occupations())
    for first, second in (("begin", "revise"), ("revise", "begin"), ("revise", "revise")):
        arguments = {"begin": [LEAN], "revise": []}
        writer = getattr(again(), first)(*arguments[first])
        with pytest.raises(StoreLocked, match="another build"):
            getattr(again(), second)(*arguments[second])
        writer.abandon()


def test_a_revision_whose_counts_are_wrong_can_be_published_with_the_right_ones(store):
    publish(store, occupations())
    writer = store.revise()
    writer.delete("occupations", [COOK])
    with pytest.raises(ValueError, match=r"'occupations': 4.*'occupations': 3"):
        writer.publish(manifest(writer.number, occupations=4, groups=0))
    with pytest.raises(ValueError, match=f"generation 7, this one is {writer.number}"):
        writer.publish(manifest(7, occupations=3, groups=0))
    writer.publish(manifest(writer.number, occupations=3, groups=0))

    assert store.open().count("occupations") == 3


def vectors_of(id_, **vectors):
    return models.PointVectors(id=id_, vector=vectors)


GOOD = vectors_of(BAKER, label=[0.0, 0.0, 1.0])
REFUSED = {
    "not finite": (
        lambda writer: writer.update_vectors("occupations", [GOOD, vectors_of(COOK, label=[1.0, math.nan, 0.0])]),
        COOK,
    ),
    "dimension": (lambda writer: writer.update_vectors("occupations", [GOOD, vectors_of(COOK, label=[1.0])]), COOK),
    "vector unknown": (lambda writer: writer.update_vectors("occupations", [GOOD, vectors_of(COOK, nope=[1.0])]), COOK),
    "dense for sparse": (lambda writer: writer.update_vectors("occupations", [GOOD, vectors_of(COOK, text=[1.0])]), COOK),
    "vectors of nobody": (
        lambda writer: writer.update_vectors("occupations", [GOOD, vectors_of(NEW, label=[1.0, 0.0, 0.0])]),
        NEW,
    ),
    "payload of nobody": (lambda writer: writer.set_payload("occupations", {BAKER: {"level": 9}, NEW: {"level": 9}}), NEW),
    "payload of no id": (lambda writer: writer.set_payload("occupations", {BAKER: {"level": 9}, "x": {"level": 9}}), "x"),
    "delete no id": (lambda writer: writer.delete("occupations", [BAKER, "x"]), "x"),
    "vector to delete unknown": (lambda writer: writer.delete_vectors("occupations", [BAKER], ["label", "nope"]), "nope"),
    "vectors of no id to delete": (lambda writer: writer.delete_vectors("occupations", [BAKER, "x"], ["label"]), "x"),
}


@pytest.mark.parametrize(("refused", "named"), REFUSED.values(), ids=REFUSED)
def test_a_bad_change_is_refused_by_name_and_nothing_is_written(store, refused, named):
    publish(store, occupations())
    writer = store.revise()
    with pytest.raises(ValueError, match=named):
        refused(writer)

    (baker,) = writer.retrieve("occupations", [BAKER], with_vectors=True)
    assert (baker.payload["level"], baker.vector["label"]) == (3, [1.0, 0.0, 0.0])
    assert writer.count("occupations") == 4
    writer.abandon()


def test_empty_changes_change_nothing(store):
    publish(store, occupations())

    def nothing(writer):
        writer.upsert("occupations", [])
        writer.delete("occupations", [])
        writer.update_vectors("occupations", [])
        writer.update_vectors("occupations", [models.PointVectors(id=BAKER, vector={})])
        writer.delete_vectors("occupations", [], ["label"])
        writer.delete_vectors("occupations", [BAKER], [])
        writer.set_payload("occupations", {})
        writer.set_payload("occupations", {BAKER: {}})

    revised(store, nothing)

    (baker,) = store.open().retrieve("occupations", [BAKER], with_vectors=True)
    assert baker.payload == occupations()[0].payload
    assert set(baker.vector) == {"label", "skills", "text"}


CHANGES = {
    "upsert": lambda writer, name: writer.upsert(name, []),
    "update_vectors": lambda writer, name: writer.update_vectors(name, []),
    "delete_vectors": lambda writer, name: writer.delete_vectors(name, [], []),
    "set_payload": lambda writer, name: writer.set_payload(name, {BAKER: {"level": 1}}),
    "delete": lambda writer, name: writer.delete(name, [BAKER]),
    "retrieve": lambda writer, name: writer.retrieve(name, [BAKER]),
    "scroll": lambda writer, name: writer.scroll(name),
    "count": lambda writer, name: writer.count(name),
}


def test_every_method_of_a_writer_names_a_collection_that_the_generation_lacks_and_ends_with_it(store):
    publish(store, occupations())
    writer = store.revise()
    for ask in CHANGES.values():
        with pytest.raises(IndexMissing, match=r"no collection 'ads'; it has \['groups', 'occupations'\]"):
            ask(writer, "ads")
    writer.publish(manifest(writer.number, occupations=4, groups=0))
    for ask in CHANGES.values():
        with pytest.raises(StoreUnavailable, match="no longer being built"):
            ask(writer, "occupations")


def test_many_changes_arrive_whole(store):
    ids = [point_id(str(i)) for i in range(1500)]
    publish(store, [point(id_, {"label": [1.0, i, 0.0]}, level=0) for i, id_ in enumerate(ids)])

    def change(writer):
        writer.set_payload("occupations", {id_: {"level": i % 5} for i, id_ in enumerate(ids)})
        writer.update_vectors(
            "occupations", [models.PointVectors(id=id_, vector={"label": [0.0, 0.0, 1.0]}) for id_ in ids[:1200]]
        )
        writer.delete_vectors("occupations", ids[1200:], ["label"])
        writer.delete("occupations", ids[::2])

    revised(store, change, occupations=750)
    reader = store.open()
    (hits,) = reader.query("occupations", [dense([0.0, 0.0, 1.0], limit=1000)])

    assert sorted(hit.id for hit in hits) == sorted(ids[1:1200:2])
    assert reader.count("occupations", Filter(must=[field("level", match=MatchValue(value=3))])) == 150


# --- manifests of other versions ---


def test_a_manifest_from_before_the_ads_has_revision_0():
    old = {key: value for key, value in manifest(1, occupations=4).to_json().items() if key != "ads_revision"}

    assert Manifest.from_json(old) == manifest(1, occupations=4)
    assert Manifest.from_json(old).ads_revision == 0


def test_a_manifest_of_a_newer_version_or_a_damaged_one_says_so():
    data = manifest(3, occupations=4).to_json()
    with pytest.raises(StoreUnavailable, match=r"generation 3 has \['moods'\].*a newer one wrote it"):
        Manifest.from_json({**data, "moods": 1})
    del data["model"]
    with pytest.raises(StoreUnavailable, match=r"generation 3 is damaged .*'model'"):
        Manifest.from_json(data)


# --- queries ---


def test_dense_queries_rank_by_cosine(reader):
    (hits,) = reader.query("occupations", [dense([1.0, 0.0, 0.0], limit=3)])

    assert names(hits[:2]) == ["baker", "cook"]
    assert pytest.approx([hit.score for hit in hits], abs=1e-6) == [1.0, 0.8, 0.0]
    assert all(hit.payload is None and hit.vector is None for hit in hits)


def test_each_named_vector_is_its_own_space_and_points_without_it_are_not_found(reader):
    (hits,) = reader.query("occupations", [dense([0.0, 1.0], using="skills")])

    assert names(hits) == ["miller", "cook", "baker"]


def test_sparse_queries_score_by_inverse_document_frequency(reader):
    (hits,) = reader.query("occupations", [dense(sparse({3: 1.0, 2: 1.0}), using="text")])

    # ln(1 + (N - df + 0.5) / (df + 0.5)): N is the 3 points with a text, term 3 is in 1 of them, term 2 in 2 (a tie, by id)
    assert names(hits) == ["cook", *sorted(["baker", "miller"], key={"baker": BAKER, "miller": MILLER}.get)]
    idf = [math.log(1 + 2.5 / 1.5), math.log(1 + 1.5 / 2.5), math.log(1 + 1.5 / 2.5)]
    assert [hit.score for hit in hits] == pytest.approx(idf, abs=1e-5)


def recommended(positive, negative=(), strategy=models.RecommendStrategy.AVERAGE_VECTOR):
    given = models.RecommendInput(positive=positive, negative=list(negative), strategy=strategy)
    return dense(models.RecommendQuery(recommend=given))


def test_a_recommendation_is_the_search_for_twice_the_mean_of_the_liked_less_that_of_the_disliked(reader):
    likes, alone = reader.query(
        "occupations",
        [recommended([[1.0, 0.0, 0.0]], [[0.0, 0.0, 1.0]]), recommended([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])],
    )

    # 2 · (1, 0, 0) - (0, 0, 1), of length √5, with baker (1, 0, 0), cook (.8, .6, 0), miller (0, 1, 0) and nurse (0, 0, 1)
    assert ["baker", "cook", "miller", "nurse"] == names(likes)
    assert pytest.approx([2 / 5**0.5, 1.6 / 5**0.5, 0, -1 / 5**0.5], abs=1e-6) == [hit.score for hit in likes]
    # (½, 0, ½), of length √½
    assert {"baker", "nurse"} == set(names(alone[:2]))
    assert pytest.approx([0.5**0.5, 0.5**0.5, 0.8 * 0.5**0.5, 0], abs=1e-6) == [hit.score for hit in alone]


def test_a_batch_answers_in_order(reader):
    requests = [
        dense([0.0, 0.0, 1.0], limit=1),
        dense(sparse({3: 1.0}), using="text", limit=1),
        dense([1.0, 0.0], using="skills", limit=1),
        models.QueryRequest(limit=2),
    ]
    answers = reader.query("occupations", requests)

    assert [names(hits) for hits in answers[:3]] == [["nurse"], ["cook"], ["baker"]]
    assert reader.query("occupations", []) == []


def test_a_request_without_a_query_returns_filtered_points_in_id_order(reader):
    only = Filter(must=[FieldCondition(key="level", match=MatchValue(value=2))])
    (hits,) = reader.query("occupations", [models.QueryRequest(filter=only)])
    (first,) = reader.query("occupations", [models.QueryRequest(limit=1)])
    (second,) = reader.query("occupations", [models.QueryRequest(limit=1, offset=1)])

    assert sorted([COOK, MILLER]) == [hit.id for hit in hits]
    assert sorted(NAMES)[:2] == [first[0].id, second[0].id]


def test_payload_and_vectors_come_as_asked(reader):
    request = dense([1.0, 0.0, 0.0], limit=1, with_payload=["label.en", "level"], with_vector=["skills", "text"])
    ((hit,),) = reader.query("occupations", [request])

    assert hit.payload == {"label": {"en": "baker"}, "level": 3}
    assert hit.vector["skills"] == [1.0, 0.0]
    assert dict(zip(hit.vector["text"].indices, hit.vector["text"].values, strict=True)) == {1: 2.0, 2: 1.0}
    ((whole,),) = reader.query("occupations", [dense([1.0, 0.0, 0.0], limit=1, with_payload=True, with_vector=True)])
    assert occupations()[0].payload == whole.payload
    assert {"label", "skills", "text"} == set(whole.vector)


@pytest.mark.filterwarnings("ignore:Local mode performs exact")
def test_limit_offset_and_score_threshold_cut(reader):
    def ask(**options):
        return names(reader.query("occupations", [dense([0.9, 0.5, 0.1], **options)])[0])

    assert ask() == ["cook", "baker", "miller", "nurse"]
    assert ask(offset=1, limit=2) == ["baker", "miller"]
    assert ask(score_threshold=0.6) == ["cook", "baker"]
    assert ask(limit=1, params=models.SearchParams(exact=True)) == ["cook"]
    assert ask(limit=0) == []
    assert ask(offset=4) == []


def test_ties_are_ordered_by_id_also_where_the_limit_cuts_through_them(store):
    ids = [point_id(str(i)) for i in range(60)]
    best, tied = ids[0], ids[1:]
    points = [point(best, {"label": [1.0, 0.0, 0.0]}), *(point(id_, {"label": [0.6, 0.8, 0.0]}) for id_ in tied)]
    random.Random(1).shuffle(points)
    publish(store, points)
    reader = store.open()
    for limit in (1, 2, 7, 30, 60):
        (hits,) = reader.query("occupations", [dense([1.0, 0.0, 0.0], limit=limit)])

        assert [best, *sorted(tied)][:limit] == [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("request_", "error", "message"),
    [
        (dense([1.0, 0.0]), ValueError, r"dim"),
        (dense([1.0, math.nan, 0.0]), ValueError, "NaN or infinity"),
        (dense(sparse({1: math.inf}), using="text"), ValueError, "NaN or infinity"),
        (dense([1.0, 0.0, 0.0], using="nope"), ValueError, "nope"),
        (models.QueryRequest(query=[1.0, 0.0, 0.0]), ValueError, "`using`"),
        (models.QueryRequest(query="some-id", using="label"), TypeError, "not str"),
        (dense([1.0, 0.0, 0.0], prefetch=[models.Prefetch(limit=1)]), TypeError, "'prefetch'"),
        (recommended([BAKER]), TypeError, "lists of floats"),
        (recommended([]), TypeError, "positive examples"),
        (recommended([[1.0, 0.0, 0.0]], strategy=models.RecommendStrategy.BEST_SCORE), TypeError, "average_vector is"),
        (recommended([[1.0, math.nan, 0.0]]), ValueError, "NaN or infinity"),
    ],
    ids=[
        "dimension",
        "nan",
        "sparse inf",
        "unknown vector",
        "no vector named",
        "by id",
        "prefetch",
        "like a point",
        "like nothing",
        "best score",
        "like nan",
    ],
)
def test_a_wrong_request_is_a_programming_error(reader, request_, error, message):
    with pytest.raises(error, match=message):
        reader.query("occupations", [request_])


# --- filters ---


def field(key, **condition):
    return FieldCondition(key=key, **condition)


def nested(key, **conditions):
    return models.NestedCondition(nested=models.Nested(key=key, filter=Filter(**conditions)))


IN_7 = field("group", match=MatchValue(value="7"))
LEVEL_2 = field("level", match=MatchValue(value=2))
OVEN = field("kind", match=MatchValue(value="oven"))
TWO = field("n", match=MatchValue(value=2))
MARCH_2 = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)

FILTERS = {
    "none": (Filter(), "baker cook miller nurse"),
    "value in a list": (Filter(must=[IN_7]), "baker miller"),
    "value alone": (Filter(must=[field("group", match=MatchValue(value="2"))]), "nurse"),
    "value unknown": (Filter(must=[field("group", match=MatchValue(value="8"))]), ""),
    "integer": (Filter(must=[LEVEL_2]), "cook miller"),
    "a single condition": (Filter(must=LEVEL_2), "cook miller"),
    "path": (Filter(must=[field("label.en", match=MatchValue(value="cook"))]), "cook"),
    "path through a list": (Filter(must=[field("parts[].kind", match=MatchValue(value="dough"))]), "baker"),
    "unindexed field": (Filter(must=[field("label.de", match=MatchValue(value="Bäcker"))]), "baker"),
    "any": (Filter(must=[field("group", match=MatchAny(any=["751", "51", "9"]))]), "baker cook"),
    "any integer": (Filter(must=[field("level", match=MatchAny(any=[3, 4]))]), "baker nurse"),
    "any of none": (Filter(must=[field("group", match=MatchAny(any=[]))]), ""),
    "except": (Filter(must=[field("level", match=MatchExcept(**{"except": [2, 3]}))]), "nurse"),
    "not any": (Filter(must_not=[field("group", match=MatchAny(any=["7", "2"]))]), "cook"),
    "text": (Filter(must=[field("title", match=MatchText(text="bread"))]), "baker cook"),
    "range": (Filter(must=[field("level", range=Range(gt=2, lte=4))]), "baker nurse"),
    "integers from and below": (Filter(must=[field("level", range=Range(gte=2, lt=3))]), "cook miller"),
    "not in a range, or without the field": (Filter(must_not=[field("share", range=Range(gte=0.5))]), "baker miller nurse"),
    "not in a range of integers": (Filter(must_not=[field("level", range=Range(gte=2, lte=3))]), "nurse"),
    "not in a range of unknown": (Filter(must_not=[field("nope", range=Range(lt=9))]), "baker cook miller nurse"),
    "not on these dates, or without one": (
        Filter(must_not=[field("posted", range=models.DatetimeRange(gte=MARCH_2))]),
        "baker nurse",
    ),
    "float range": (Filter(must=[field("share", range=Range(gte=0.25, lt=0.5))]), "baker"),
    "dates": (Filter(must=[field("posted", range=models.DatetimeRange(gte=MARCH_2))]), "cook miller"),
    "empty": (Filter(must=[models.IsEmptyCondition(is_empty=models.PayloadField(key="share"))]), "miller nurse"),
    "null": (Filter(must=[models.IsNullCondition(is_null=models.PayloadField(key="share"))]), "nurse"),
    "ids": (Filter(must=[models.HasIdCondition(has_id=[BAKER, NURSE, point_id("x")])]), "baker nurse"),
    "not ids": (Filter(must_not=[models.HasIdCondition(has_id=[BAKER])]), "cook miller nurse"),
    "has vector": (Filter(must=[models.HasVectorCondition(has_vector="skills")]), "baker cook miller"),
    "has sparse vector": (Filter(must_not=[models.HasVectorCondition(has_vector="text")]), "nurse"),
    "nested": (Filter(must=[nested("parts", must=[OVEN, TWO])]), "cook"),
    "nested, any element": (Filter(must=[nested("parts", should=[OVEN, TWO])]), "baker cook"),
    "not nested": (Filter(must_not=[nested("parts", must=[OVEN, TWO])]), "baker miller nurse"),
    "nested negation": (Filter(must=[nested("parts", must=[OVEN], must_not=[TWO])]), "baker"),
    "must and must not": (Filter(must=[IN_7], must_not=[LEVEL_2]), "baker"),
    "should": (Filter(should=[LEVEL_2, field("group", match=MatchValue(value="2"))]), "cook miller nurse"),
    "must and should": (Filter(must=[IN_7], should=[LEVEL_2]), "miller"),
    "filter in filter": (Filter(must=[Filter(should=[IN_7, LEVEL_2]), Filter(must_not=[IN_7])]), "cook"),
    "at least two": (
        Filter(
            min_should=models.MinShould(
                conditions=[IN_7, LEVEL_2, field("share", range=Range(gt=0))],
                min_count=2,
            )
        ),
        "baker cook miller",
    ),
}


@pytest.mark.parametrize(("filter_", "expected"), FILTERS.values(), ids=FILTERS)
def test_filters_mean_the_same_everywhere(reader, filter_, expected):
    records, _ = reader.scroll("occupations", scroll_filter=filter_)
    (hits,) = reader.query("occupations", [dense([0.5, 0.5, 0.5], filter=filter_)])

    assert sorted(names(records)) == expected.split()
    assert sorted(names(hits)) == expected.split()
    assert reader.count("occupations", filter_) == len(expected.split())


# --- reading ---


def test_retrieve_returns_what_exists_once_in_the_order_asked(reader):
    records = reader.retrieve("occupations", [NURSE, point_id("x"), BAKER.upper(), NURSE], with_payload=["level"])

    assert [(record.id, record.payload) for record in records] == [(NURSE, {"level": 4}), (BAKER, {"level": 3})]
    assert reader.retrieve("occupations", []) == []
    with pytest.raises(ValueError, match="UUID"):
        reader.retrieve("occupations", ["baker"])


def test_scroll_pages_through_everything_in_id_order(reader):
    found, offset = [], None
    for _ in range(3):
        page, offset = reader.scroll("occupations", limit=2, offset=offset, with_payload=False, with_vectors=["label"])
        found += page
        if offset is None:
            break

    assert sorted(NAMES) == [record.id for record in found]
    assert all(record.payload is None and set(record.vector) == {"label"} for record in found)


def test_scroll_all_yields_every_point_that_passes_in_id_order(reader):
    for page in (1, 2, 3, 4, 1000):
        found = list(scroll_all(reader, "occupations", with_payload=["level"], with_vectors=["label"], page=page))

        assert sorted(NAMES) == [record.id for record in found]
        assert all(set(record.payload) == {"level"} and set(record.vector) == {"label"} for record in found)
    level_2 = scroll_all(reader, "occupations", scroll_filter=Filter(must=[LEVEL_2]), with_payload=False, page=1)
    assert sorted([COOK, MILLER]) == [record.id for record in level_2]
    assert list(scroll_all(reader, "groups", scroll_filter=Filter(must=[field("code", match=MatchValue(value="x"))]))) == []


def test_a_payload_only_collection_is_filtered_and_scrolled(reader):
    records, offset = reader.scroll("groups", scroll_filter=Filter(must=[field("code", match=MatchValue(value="7"))]))

    assert ([record.payload for record in records], offset) == ([{"code": "7"}], None)


def test_facets_count_points_most_frequent_first_ties_by_value(reader):
    assert list(reader.facet("occupations", "group").items()) == [
        ("7", 2),
        ("75", 2),
        ("2", 1),
        ("5", 1),
        ("51", 1),
        ("751", 1),
    ]
    assert reader.facet("occupations", "group", limit=3) == {"7": 2, "75": 2, "2": 1}
    assert reader.facet("occupations", "group", Filter(must=[LEVEL_2])) == {"5": 1, "51": 1, "7": 1, "75": 1}
    assert reader.facet("occupations", "group", Filter(must=[field("level", range=Range(gte=3))])) == {
        "2": 1,
        "7": 1,
        "75": 1,
        "751": 1,
    }
    since = field("posted", range=models.DatetimeRange(gte=MARCH_2))
    assert reader.facet("occupations", "group", Filter(must_not=[since, field("share", range=Range(gt=0.25))])) == {
        "2": 1,
        "7": 1,
        "75": 1,
        "751": 1,
    }


def test_a_closed_reader_says_so(store):
    publish(store)
    reader = store.open()
    reader.close()
    for ask in (
        lambda: reader.query("occupations", [dense([1.0, 0.0, 0.0])]),
        lambda: reader.retrieve("occupations", [BAKER]),
        lambda: reader.scroll("occupations"),
        lambda: reader.count("occupations"),
        lambda: reader.facet("occupations", "group"),
    ):
        with pytest.raises(StoreUnavailable, match="closed"):
            ask()
    reader.close()


def test_closing_one_reader_leaves_the_others(store):
    publish(store, occupations())
    first, second = store.open(), store.open()
    first.close()

    assert second.count("occupations") == 4


def test_threads_get_the_answers_that_one_thread_gets(store):
    rng = random.Random(0)
    vectors = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(200)]
    publish(store, [point(point_id(str(i)), {"label": vector}, level=i % 5) for i, vector in enumerate(vectors)])
    reader = store.open()
    requests = [
        dense(vector, limit=5, with_payload=True, filter=Filter(must=[field("level", match=MatchValue(value=i % 5))]))
        for i, vector in enumerate(vectors)
    ]

    def ask(request):
        hits = reader.query("occupations", [request])[0]
        return [(hit.id, hit.payload) for hit in hits], [hit.score for hit in hits]

    expected = [ask(request) for request in requests]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(ask, requests))

    assert [hits for hits, _ in got] == [hits for hits, _ in expected]
    # the test double adds up in an order that depends on where numpy's temporary arrays lie
    assert [scores for _, scores in got] == [pytest.approx(scores, abs=1e-6) for _, scores in expected]


def test_a_reader_can_be_closed_and_replaced_while_threads_ask(store):
    publish(store, occupations())
    shared, stop = [store.open()], threading.Event()

    def ask():
        answers = set()
        while not stop.is_set():
            try:
                answers.add(shared[0].count("occupations"))
            except StoreUnavailable:  # closed between the two steps
                continue
            time.sleep(0.001)
        return answers

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for size in (1, 2, 3):
            publish(store, occupations()[:size])
            old, shared[0] = shared[0], store.open()
            old.close()
        stop.set()
        answers = set().union(*(future.result() for future in asking))

    assert answers <= {1, 2, 3, 4}
    assert shared[0].count("occupations") == 3


# --- a server that is away, old or busy; answers are canned, so no server is needed ---


@contextmanager
def canned(*answers):
    """Serve these (status, result) in turn, the last one for ever; give the settings that lead there and the paths asked."""
    asked, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["api-key"]))
            status, body = left.pop(0) if len(left) > 1 else left[0]
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server_settings(f"http://127.0.0.1:{server.server_port}"), asked
        server.shutdown()
        thread.join()


def server_settings(url):
    return Settings(qdrant_url=url, qdrant_api_key="hidden-key", qdrant_timeout_s=2, _env_file=None)


VERSION = (200, {"title": "qdrant", "version": "1.20.1"})
NO_ALIASES = (200, {"result": {"aliases": []}, "status": "ok", "time": 0})


def test_a_server_that_is_away_is_named_without_its_key_or_password():
    with pytest.raises(StoreUnavailable, match=r"http://127\.0\.0\.1:9 can't be reached.*CAREERSPACE_QDRANT_URL") as caught:
        open_store(server_settings("http://me:hidden-password@127.0.0.1:9"))

    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("version", ["1.15.9", "0.11.0"])
def test_an_old_server_is_refused(version):
    old = (200, {"title": "qdrant", "version": version})
    with (
        canned(old) as (settings_, _),
        pytest.raises(StoreUnavailable, match=f"version {version}; Careerspace needs 1.16"),
    ):
        open_store(settings_)


def test_a_busy_server_is_asked_again_and_a_broken_one_given_up():
    busy = (503, {"status": {"error": "busy"}})
    with canned(VERSION, busy, NO_ALIASES, busy) as (settings_, asked):
        store = open_store(settings_)
        assert store.current() is None
        assert [path for path, _ in asked] == ["/", "/aliases", "/aliases"]
        assert {key for _, key in asked} == {"hidden-key"}
        with pytest.raises(StoreUnavailable, match="503 busy"):
            store.current()
        assert len(asked) == 6
        store.close()


def test_a_refused_key_is_told_and_not_tried_again():
    with canned((403, {"status": {"error": "forbidden"}})) as (settings_, asked):
        with pytest.raises(StoreUnavailable, match=r"refuses the API key .CAREERSPACE_QDRANT_API_KEY.: 403 forbidden"):
            open_store(settings_)
        assert len(asked) == 1


def test_an_index_whose_prefix_begins_with_ours_is_another_one():
    client = QdrantClient(":memory:")
    ours, theirs = ServerStore(client, "careerspace"), ServerStore(client, "careerspace_staging")
    publish(theirs, occupations())
    theirs.begin(LEAN)  # dies

    assert ours.current() is None
    assert ours.manifests() == []
    publish(ours)
    assert theirs.open().count("occupations") == 4
    assert len([found for found in client.get_collections().collections if found.name.startswith("careerspace_staging")]) == 5


def test_the_lock_of_a_dead_builder_is_taken_over_and_its_collections_removed(monkeypatch):
    client = QdrantClient(":memory:")
    dead = ServerStore(client, "test").begin(LEAN)
    dead.upsert("occupations", occupations())
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 100)
    with pytest.raises(StoreLocked, match=f"process {os.getpid()} on .* 100 s ago.*taken over 120 s after"):
        ServerStore(client, "test").begin(LEAN)
    monkeypatch.setattr(time, "time", lambda: now + 130)
    store = ServerStore(client, "test")
    writer = store.begin(LEAN)

    assert writer.number == 2
    with pytest.raises(ValueError, match="test_occupations_g1 not found"):  # the test double's words
        dead.upsert("occupations", occupations())
    dead.abandon()
    writer.publish(manifest(2, occupations=0, groups=0))
    assert store.current() == 2
    assert sorted(found.name for found in client.get_collections().collections) == ["test_groups_g2", "test_occupations_g2"]


def test_a_builder_whose_lock_was_taken_over_does_not_publish(monkeypatch):
    client = QdrantClient(":memory:")
    slow = ServerStore(client, "test").begin(LEAN)
    client.update_collection("test_building", metadata={"token": "another"})
    with pytest.raises(StoreLocked, match="taken over"):
        slow.publish(manifest(1, occupations=0, groups=0))
    slow.abandon()

    assert ServerStore(client, "test").current() is None
    assert client.collection_exists("test_building")


def test_a_revision_that_lost_its_lock_neither_changes_nor_publishes_any_more(monkeypatch):
    monkeypatch.setattr(server, "_BEAT_S", 0.01)
    client = QdrantClient(":memory:")
    store = ServerStore(client, "test")
    publish(store, occupations())
    slow = store.revise()
    client.update_collection("test_building", metadata={"token": "another"})
    with pytest.raises(StoreLocked, match="taken over"):
        slow.publish(replace(manifest(1, occupations=4, groups=0), ads_revision=5))
    wait_until(lambda: not beating())
    with pytest.raises(StoreLocked, match="taken over"):
        slow.delete("occupations", [COOK])
    slow.abandon()

    assert store.open().count("occupations") == 4
    assert store.open().manifest.ads_revision == 0
    assert client.collection_exists("test_building")


def wait_until(condition):
    give_up = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def last_sign_of_life(client):
    return client.get_collection("test_building").config.metadata["beat"]


def beating():
    return [thread for thread in threading.enumerate() if thread.name == "lock test_building"]


def test_a_builder_that_is_idle_for_half_an_hour_keeps_its_lock(monkeypatch):
    monkeypatch.setattr(server, "_BEAT_S", 0.01)
    client, now = QdrantClient(":memory:"), time.time()
    writer = ServerStore(client, "test").begin(LEAN)
    for minutes in (10, 20, 30):
        later = now + 60 * minutes
        monkeypatch.setattr(time, "time", lambda later=later: later)
        wait_until(lambda later=later: last_sign_of_life(client) == later)
        with pytest.raises(StoreLocked, match="last sign of life 0 s ago"):
            ServerStore(client, "test").begin(LEAN)
    writer.upsert("occupations", occupations())
    writer.publish(manifest(1, occupations=4, groups=0))

    assert ServerStore(client, "test").open().count("occupations") == 4
    assert not client.collection_exists("test_building")
    wait_until(lambda: not beating())


def test_signs_of_life_go_on_after_the_server_was_away_and_end_with_the_builder(monkeypatch):
    monkeypatch.setattr(server, "_BEAT_S", 0.01)
    monkeypatch.setattr(server, "_PAUSES_S", ())
    client = QdrantClient(":memory:")
    writer = ServerStore(client, "test").begin(LEAN)
    asked = []

    def away(*_, **__):
        asked.append(1)
        raise ResponseHandlingException(ConnectionError("refused"))

    with monkeypatch.context() as patch:
        patch.setattr(client, "get_collection", away)
        wait_until(lambda: len(asked) > 2)
    before = last_sign_of_life(client)
    wait_until(lambda: last_sign_of_life(client) > before)

    assert len(beating()) == 1
    del writer  # forgotten, neither published nor abandoned
    wait_until(lambda: not beating())


def test_a_builder_notices_at_its_next_sign_of_life_that_it_lost_its_lock(monkeypatch):
    monkeypatch.setattr(server, "_BEAT_S", 0.01)
    client = QdrantClient(":memory:")
    slow = ServerStore(client, "test").begin(LEAN)
    client.update_collection("test_building", metadata={"token": "another"})
    wait_until(lambda: not beating())
    with pytest.raises(StoreLocked, match="taken over"):
        slow.upsert("occupations", occupations())


# --- random filters against a plain reading of the documentation ---

KEYS = ("a", "b", "c", "d")


def payloads(rng, size):
    """Random payloads with every shape a field may have: alone, list, empty list, null, absent."""

    def maybe(make):
        return rng.choice([None, [], make(), make(), [make()], [make(), make()], [make(), make(), make()]])

    for _ in range(size):
        payload = {
            "word": maybe(lambda: rng.choice(KEYS)),
            "number": maybe(lambda: rng.randint(-2, 3)),
            "bare": maybe(lambda: rng.choice(KEYS)),
            "parts": [
                {key: value for key, value in (("kind", rng.choice(KEYS)), ("n", rng.randint(0, 2))) if rng.random() < 0.8}
                for _ in range(rng.randint(0, 3))
            ],
        }
        yield {key: value for key, value in payload.items() if rng.random() < 0.85}


words = st.lists(st.sampled_from([*KEYS, "z"]), max_size=3, unique=True)
bounds = st.one_of(st.none(), st.integers(-3, 4))


def word_conditions(key):
    return st.one_of(
        st.sampled_from(KEYS).map(lambda value: field(key, match=MatchValue(value=value))),
        words.map(lambda values: field(key, match=MatchAny(any=values))),
        words.filter(bool).map(lambda values: field(key, match=MatchExcept(**{"except": values}))),
    )


def number_conditions(key):
    return st.one_of(
        st.integers(-2, 3).map(lambda value: field(key, match=MatchValue(value=value))),
        st.builds(lambda low, high: field(key, range=Range(gte=low, lt=high)), bounds, bounds),
    )


def combined(conditions):
    lists = st.one_of(st.none(), st.lists(conditions, min_size=1, max_size=3))
    least = st.lists(conditions, min_size=1, max_size=3).flatmap(
        lambda given: st.builds(models.MinShould, conditions=st.just(given), min_count=st.integers(1, len(given)))
    )
    return st.builds(Filter, must=lists, should=lists, must_not=lists, min_should=st.one_of(st.none(), st.none(), least))


leaves = st.one_of(
    word_conditions("word"),
    word_conditions("bare"),
    word_conditions("parts[].kind"),
    number_conditions("number"),
    st.sampled_from(["word", "number", "bare", "parts"]).map(
        lambda key: models.IsEmptyCondition(is_empty=models.PayloadField(key=key))
    ),
    st.lists(st.integers(0, 99), max_size=5).map(lambda some: models.HasIdCondition(has_id=[point_id(str(i)) for i in some])),
    combined(st.one_of(word_conditions("kind"), number_conditions("n"))).map(
        lambda inner: models.NestedCondition(nested=models.Nested(key="parts", filter=inner))
    ),
)
filters = combined(st.recursive(leaves, combined, max_leaves=6))


def passes(given, id_, payload):
    """Evaluate a filter as Qdrant documents it."""

    def meets(condition):
        match condition:
            case Filter():
                return passes(condition, id_, payload)
            case models.HasIdCondition():
                return id_ in condition.has_id
            case models.IsEmptyCondition():
                return not values(payload, condition.is_empty.key)
            case models.NestedCondition():
                return any(passes(condition.nested.filter, id_, part) for part in payload.get(condition.nested.key) or [])
        return any(allows(condition.match or condition.range, value) for value in values(payload, condition.key))

    return (
        all(map(meets, given.must or []))
        and not any(map(meets, given.must_not or []))
        and (not given.should or any(map(meets, given.should)))
        and (not given.min_should or sum(map(meets, given.min_should.conditions)) >= given.min_should.min_count)
    )


def allows(condition, value):
    match condition:
        case MatchValue():
            return value == condition.value
        case MatchAny():
            return value in condition.any
        case MatchExcept():
            return value not in condition.except_
        case Range(gte=low, lt=high):
            return (low is None or value >= low) and (high is None or value < high)


def values(payload, key):
    outer, _, inner = key.partition("[].")
    value = payload.get(outer)
    found = value if isinstance(value, list) else [] if value is None else [value]
    return [part[inner] for part in found if inner in part] if inner else found


@pytest.fixture(scope="module")
def random_index():
    """Id → payload of 100 random points, and engine → a reader of them."""
    schemas = {
        "occupations": CollectionSchema(
            dense={"label": 2}, payload_indexes={"word": KEYWORD, "number": INTEGER, "parts[].kind": KEYWORD}
        )
    }
    points = {point_id(str(i)): payload for i, payload in enumerate(payloads(random.Random(7), 100))}
    client = QdrantClient(":memory:")
    readers = {}
    with ram_folder() as folder:
        for engine, store in {"embedded": EmbeddedStore(folder), "memory": ServerStore(client, "test")}.items():
            writer = store.begin(schemas)
            writer.upsert(
                "occupations",
                [point(id_, {"label": [1.0, i]}, **payload) for i, (id_, payload) in enumerate(points.items())],
            )
            writer.publish(manifest(1, occupations=100))
            readers[engine] = store.open()
        yield points, readers
    client.close()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filter_=filters)
def test_random_filters_find_what_a_plain_evaluation_finds(random_index, filter_):
    points, readers = random_index
    expected = sorted(id_ for id_, payload in points.items() if passes(filter_, id_, payload))
    for engine, reader in readers.items():
        records, _ = reader.scroll("occupations", scroll_filter=filter_, with_payload=False)

        found = [record.id for record in records]
        assert found == expected, f"{engine}: {filter_.model_dump_json(exclude_none=True)}"
