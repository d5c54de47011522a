from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from small import make_taxonomy

from ingest.changes import describe_change
from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from ingest.points import plan_points, schemas
from search.engine import Engine
from search.errors import IndexMismatch, SourceError, StoreLocked, StoreUnavailable
from search.records import Taxonomy
from search.store.base import GROUPS, OCCUPATIONS, SKILLS
from search.store.embedded import EmbeddedStore
from search.texts import label_texts


@pytest.fixture
def cache(tmp_path):
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as cache:
        yield cache


def contents(store):
    """Every point of the current generation: id → (payload as JSON, vectors)."""
    reader = store.open()
    points = {}
    for collection in (OCCUPATIONS, SKILLS, GROUPS):
        records, _ = reader.scroll(collection, limit=1000, with_vectors=True)
        points |= {record.id: (json.dumps(record.payload, sort_keys=True), record.vector) for record in records}
    reader.close()
    return points


def test_every_concept_becomes_a_point_and_the_manifest_counts_them(indexed, taxonomy):
    (manifest,) = indexed.manifests()
    labels = [text for item in taxonomy.occupations.values() for spoken in ("en", "de") for text in label_texts(item, spoken)]

    expected = {"occupations": 5, "skills": 4, "groups": len(taxonomy.isco_groups), "ads": 0, "forms": len(labels)}
    assert expected == dict(manifest.counts)


def test_every_point_carries_release_model_and_text_hash(indexed):
    payloads = [json.loads(payload) for payload, _ in contents(indexed).values()]

    assert {("1.2.1", "word-encoder@1")} == {(payload["esco_version"], payload["model"]) for payload in payloads}
    assert 9 == len({payload["text_hash"] for payload in payloads if "text_hash" in payload})


def test_the_label_vector_is_the_mean_over_all_labels_with_genders_split(indexed, taxonomy, word_encoder):
    uri = next(uri for uri, item in taxonomy.occupations.items() if item.code == "2513.3")
    plan = next(plan for plan in plan_points(taxonomy, "m") if plan.uri == uri)

    assert [("Webentwickler", 1.0), ("Webentwicklerin", 1.0)] == plan.parts["label_de"]
    assert [("web developer", 1.0), ("front-end coder", 1.0)] == plan.parts["label_en"]


def test_optional_skills_weigh_half(taxonomy):
    plan = next(plan for plan in plan_points(taxonomy, "m") if plan.payload.get("code") == "2513.1")

    assert [("style web pages", 1.0), ("use JavaScript", 0.5)] == plan.parts["skills_en"]


def test_a_fallback_language_is_used_and_recorded(taxonomy):
    plan = next(plan for plan in plan_points(taxonomy, "m") if plan.payload.get("code") == "2513.1")

    assert ["description_de=en"] == plan.payload["fallbacks"]
    assert plan.parts["description_en"] == plan.parts["description_de"]


def test_digital_follows_from_the_essential_skills_and_says_so(taxonomy):
    plans = {plan.payload["code"]: plan.payload for plan in plan_points(taxonomy, "m") if plan.collection == OCCUPATIONS}

    assert (["digital", "research"], ["digital"]) == (plans["2513.1"]["collections"], plans["2513.1"]["derived_collections"])
    assert [] == plans["2221.1"]["collections"]


def test_the_same_taxonomy_again_changes_nothing(indexed, taxonomy, word_encoder, cache):
    before = word_encoder.encoded
    report = index_taxonomy(taxonomy, indexed, word_encoder, cache)

    assert (True, 0, 1, before) == (report.unchanged, report.embedded, indexed.current(), word_encoder.encoded)


def test_only_what_changed_is_embedded_again(indexed, taxonomy, word_encoder, cache):
    uri = next(uri for uri, item in taxonomy.occupations.items() if item.code == "7411.1")
    taxonomy.occupations[uri].description["en"] = "Electricians lay cables."
    report = index_taxonomy(taxonomy, indexed, word_encoder, cache)

    assert (1, 2) == (report.embedded, report.manifest.generation)


def test_a_changed_payload_is_published_without_embedding(indexed, taxonomy, word_encoder, cache):
    next(iter(taxonomy.occupations.values())).regulated = True
    report = index_taxonomy(taxonomy, indexed, word_encoder, cache)

    assert (0, False, 2) == (report.embedded, report.unchanged, report.manifest.generation)


def test_another_encoder_embeds_everything_again(indexed, taxonomy, make_word_encoder, cache):
    report = index_taxonomy(taxonomy, indexed, make_word_encoder(identity="other@2"), cache)

    assert report.texts == report.embedded


def test_old_generations_are_pruned_and_the_one_before_is_kept_for_rollback(indexed, taxonomy, word_encoder, cache):
    for text in ("one", "two", "three"):
        next(iter(taxonomy.occupations.values())).description["en"] = text
        index_taxonomy(taxonomy, indexed, word_encoder, cache, keep=2)
    indexed.activate(3)

    assert ([3, 4], 3) == ([manifest.generation for manifest in indexed.manifests()], indexed.current())


def test_a_taxonomy_without_occupations_changes_nothing(indexed, word_encoder, cache):
    with pytest.raises(SourceError, match="no occupation"):
        index_taxonomy(Taxonomy("1.2.1", ("en",)), indexed, word_encoder, cache)

    assert 1 == indexed.current()


def test_a_release_other_than_the_pinned_one_is_refused(indexed, word_encoder, cache):
    with pytest.raises(IndexMismatch, match=r"pinned to 1\.2\.1"):
        index_taxonomy(make_taxonomy("1.3"), indexed, word_encoder, cache, pinned_release="1.2.1")


def test_an_encoder_that_fails_halfway_leaves_the_published_index(indexed, taxonomy, make_word_encoder, cache):
    class Failing(make_word_encoder):
        def encode_documents(self, texts, progress=None):
            raise MemoryError

    with pytest.raises(MemoryError):
        index_taxonomy(taxonomy, indexed, Failing(identity="failing@1"), cache)

    assert (1, [1]) == (indexed.current(), [manifest.generation for manifest in indexed.manifests()])


def test_a_new_release_is_described_against_the_published_one(indexed):
    newer = make_taxonomy("1.3")
    gone = next(uri for uri, item in newer.occupations.items() if item.code == "5321.1")
    del newer.occupations[gone]
    moved = next(item for item in newer.occupations.values() if item.code == "2221.1")
    moved.code, moved.preferred["en"] = "2222.1", "midwife"
    change = describe_change(indexed, newer)

    assert ("1.2.1", "1.3", [gone], []) == (
        change["from"],
        change["to"],
        change["gone"]["occupations"],
        change["added"]["skills"],
    )
    assert ("2221", "2222") == (change["moved_group"][0]["old_group"], change["moved_group"][0]["new_group"])
    assert "midwife" == change["relabelled"][0]["new"]


def test_there_is_nothing_to_describe_before_the_first_ingest(embedded_store, taxonomy):
    assert describe_change(embedded_store, taxonomy) is None


def test_the_cache_keeps_models_apart(cache):
    cache.put("a", ["nurse"], np.array([[0.6, 0.8]], dtype=np.float32))

    assert ({"nurse"}, set()) == (set(cache.get("a", ["nurse"])), set(cache.get("b", ["nurse"])))


@pytest.mark.parametrize(
    "damage",
    [
        "vector = substr(vector, 1, 7)",
        "vector = NULL",
        "vector = zeroblob(8)",
        "vector = x'0000c07f0000c07f'",
        "vector = 'text'",
    ],
)
def test_a_damaged_vector_is_told_and_never_published(cache, damage):
    cache.put("a", ["nurse"], np.array([[0.6, 0.8]], dtype=np.float32))
    with sqlite3.connect(cache.path) as database:
        database.execute(f"UPDATE vectors SET {damage}")  # noqa: S608 - written above
    database.close()

    with pytest.raises(StoreUnavailable, match="damaged vector; remove this file"):
        cache.get("a", ["nurse"])


def test_a_cache_with_another_table_is_told(tmp_path, word_encoder):
    database = sqlite3.connect(tmp_path / "other.sqlite")
    database.execute("CREATE TABLE vectors (something TEXT)")
    database.close()

    with EmbeddingCache(tmp_path / "other.sqlite") as cache, pytest.raises(StoreUnavailable, match="can't read"):
        cache.fill(word_encoder, ["nurse"])


def test_a_cache_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "embeddings.sqlite").write_bytes(b"not a database, and longer than its header would be " * 40)

    with pytest.raises(StoreUnavailable, match="embedding cache"):
        EmbeddingCache(tmp_path / "embeddings.sqlite")


def test_an_ingest_killed_at_any_moment_resumes_to_the_same_index_and_embeds_only_the_rest(tmp_path):
    script = Path(__file__).with_name("slow_ingest.py")
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    total = int(run_slow_ingest(script, calm).split()[-1])

    for share in (0.1, 0.4, 0.7):
        process = subprocess.Popen([sys.executable, script, rough], stdout=subprocess.PIPE, text=True)
        assert "started\n" == process.stdout.readline()
        while cached(rough) < share * total:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    kept = cached(rough)
    embedded = int(run_slow_ingest(script, rough).split()[-1])

    assert 0 < kept < total
    assert total == kept + embedded
    assert contents(EmbeddedStore(calm / "index")) == contents(EmbeddedStore(rough / "index"))


def cached(folder: Path) -> int:
    path = folder / "embeddings.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=30)) as database:
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'vectors'").fetchone()
        return database.execute("SELECT count(*) FROM vectors").fetchone()[0] if tables else 0


def run_slow_ingest(script: Path, folder: Path) -> str:
    return subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=True).stdout


def test_an_engine_answers_on_while_a_new_generation_is_built(indexed, taxonomy, word_encoder, cache):
    engine = Engine(indexed, word_encoder)
    first = engine.match(["nurse"]).provenance.generation
    for text in ("one", "two"):
        next(iter(taxonomy.occupations.values())).description["en"] = text
        index_taxonomy(taxonomy, indexed, word_encoder, cache, keep=1)

    assert (1, 3) == (first, engine.match(["nurse"]).provenance.generation)


def test_a_second_ingest_is_told_before_it_embeds_anything(indexed, taxonomy, word_encoder, cache):
    next(iter(taxonomy.occupations.values())).description["en"] = "changed"
    writer = indexed.begin(schemas(("en",), word_encoder.dimension))
    before = word_encoder.encoded
    with pytest.raises(StoreLocked):
        index_taxonomy(taxonomy, indexed, word_encoder, cache)
    writer.abandon()

    assert before == word_encoder.encoded


def test_a_taxonomy_of_occupations_alone_is_indexed(embedded_store, taxonomy, word_encoder, cache):
    taxonomy.skills.clear()
    taxonomy.isco_groups.clear()
    report = index_taxonomy(taxonomy, embedded_store, word_encoder, cache)

    assert {"occupations": 5, "skills": 0, "groups": 0} == {
        name: report.manifest.counts[name] for name in ("occupations", "skills", "groups")
    }
    assert "electrician" == Engine(embedded_store, word_encoder).match(["electrician"]).matches[0].label
