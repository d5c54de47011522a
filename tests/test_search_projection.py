"""The map of occupations: the same from run to run, neighbours near each other, and about the same after a small change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ram import ram_folder
from small import ESCO, WordEncoder, make_taxonomy

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.encoder import unit
from search.engine import Engine
from search.errors import InputError
from search.projection import EarlierMap, make_projection, project, read_projection, write_projection
from search.records import Occupation, Taxonomy
from search.store.embedded import EmbeddedStore

FIELDS = ("ward nurse of patients", "wiring fitter of houses", "coder of web pages")


def many(count: int) -> Taxonomy:
    """A taxonomy of `count` occupations, a third in each of three fields of work."""
    taxonomy = make_taxonomy()
    taxonomy.occupations = {
        f"{ESCO}/occupation/{number:03}": Occupation(
            uri=f"{ESCO}/occupation/{number:03}",
            code=f"2513.{number}",
            preferred={"en": f"{FIELDS[number % 3]} {number}"},
            description={"en": f"A {FIELDS[number % 3]} in place {number % 7}."},
        )
        for number in range(count)
    }
    return taxonomy


def projected(taxonomy: Taxonomy, **options):
    with ram_folder() as folder, EmbeddingCache(folder / "embeddings.sqlite") as cache:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        index_taxonomy(taxonomy, store, encoder, cache)
        made = make_projection(Engine(store, encoder).view(), **options)
        store.close()
        return made


@pytest.fixture(scope="module")
def vectors():
    """Thirty vectors around each of three directions."""
    random = np.random.default_rng(3)
    return unit(np.repeat(np.eye(3, 16), 30, axis=0) * 4 + random.standard_normal((90, 16)))


@pytest.fixture(scope="module")
def before():
    return projected(many(60))


def as_before(projection):
    """The map as it is read back from a file."""
    with ram_folder() as folder:
        write_projection(projection, folder / "map.csv")
        return read_projection(folder / "map.csv")


def places(projection):
    return {item.uri: tuple(place) for item, place in zip(projection.occupations, projection.positions, strict=True)}


def test_the_same_vectors_give_the_same_map(vectors):
    assert np.array_equal(project(vectors), project(vectors))


def test_what_is_near_in_the_space_is_near_on_the_map(vectors):
    positions = project(vectors)
    distances = np.linalg.norm(positions[:, None] - positions[None], axis=2) + np.eye(90) * 1e9
    same = np.argmin(distances, axis=1) // 30 == np.arange(90) // 30

    assert same.mean() > 0.95


def test_a_map_is_centred_and_of_unit_size(vectors):
    positions = project(vectors)

    assert np.allclose(0, positions.mean(axis=0), atol=1e-9)
    assert pytest.approx(1.0) == np.mean(np.sum(positions**2, axis=1))


def test_a_map_says_what_it_was_made_of_and_how_good_it_is(before):
    assert ("1", "word-encoder@1", "17") == tuple(before.made_of[name] for name in ("generation", "model", "seed"))
    assert "from principal components" in before.made_of["method"]
    assert (60, 10, None) == (len(before.occupations), before.neighbours, before.moved)
    assert 0.8 < before.trustworthiness <= 1


class TestFromTheMapBefore:
    def test_what_has_not_changed_stays_exactly_where_it_was(self, before):
        taxonomy = many(62)  # two more
        taxonomy.occupations[f"{ESCO}/occupation/007"].description["en"] = "A coder of web pages at night."
        del taxonomy.occupations[f"{ESCO}/occupation/011"]
        after = projected(taxonomy, before=as_before(before))
        then, now = as_before(before).places, places(after)
        other = {f"{ESCO}/occupation/{number}" for number in ("007", "011", "060", "061")}

        assert (61, 58, 0.0) == (len(after.occupations), after.kept, after.moved)
        assert {uri: place for uri, place in then.items() if uri not in other} == {
            uri: place for uri, place in now.items() if uri not in other
        }
        assert "places of the map before, 3 by the median of 5 neighbours" == after.made_of["method"]

    def test_what_is_new_is_placed_among_its_own(self, before):
        after = projected(many(63), before=as_before(before))
        at = {item.uri: index for index, item in enumerate(after.occupations)}
        fields = np.array([int(uri[-3:]) % 3 for uri in at])
        for number in (60, 61, 62):
            own = at[f"{ESCO}/occupation/{number:03}"]
            distances = np.linalg.norm(after.positions - after.positions[own], axis=1)
            distances[own] = np.inf

            assert number % 3 == fields[np.argmin(distances)]

    def test_where_much_has_changed_it_is_drawn_anew_from_the_places_of_then(self, before):
        after = projected(many(70), before=as_before(before))  # ten of 70 are new

        assert (0, True) == (after.kept, "from the map before" in after.made_of["method"])
        assert after.moved < 0.3  # of the map's radius; places at random would be about 1.3 apart

    @pytest.mark.parametrize("change", [{"model": "other@1"}, {"language": "de"}])
    def test_a_map_of_another_encoder_or_language_keeps_nothing(self, before, change):
        assert 0 == projected(many(60), before=replace(as_before(before), **change)).kept

    def test_a_map_without_hashes_is_one_of_which_nothing_is_known_to_be_unchanged(self, before, tmp_path):
        write_projection(before, tmp_path / "map.csv")
        lines = (tmp_path / "map.csv").read_text(encoding="utf-8").splitlines()
        old = [line if line.startswith("#") else line.rpartition(",")[0] for line in lines]
        (tmp_path / "map.csv").write_text("\n".join(old), encoding="utf-8")

        assert 0 == projected(many(60), before=read_projection(tmp_path / "map.csv")).kept


def test_a_file_says_what_it_was_made_of_and_is_read_back(before, tmp_path):
    write_projection(before, tmp_path / "map.csv")
    head = (tmp_path / "map.csv").read_text(encoding="utf-8").splitlines()

    assert {"# generation: 1", "# model: word-encoder@1", "# seed: 17"} <= set(head)
    assert "uri,code,label,x,y,texts" == head[len(before.made_of) + 1]
    assert places(before) == {
        uri: pytest.approx(place, abs=1e-6) for uri, place in read_projection(tmp_path / "map.csv").places.items()
    }


def test_parquet_says_the_same_as_csv(before, tmp_path):
    for name in ("map.csv", "map.parquet"):
        write_projection(before, tmp_path / name)

    assert read_projection(tmp_path / "map.csv") == read_projection(tmp_path / "map.parquet")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "uri,x,y\nhttp://a,one,2\n", "uri,x,y\nhttp://a,nan,2\n"])
def test_a_file_that_is_no_map_is_refused(tmp_path, text):
    (tmp_path / "map.csv").write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match="no projection that can be read"):
        read_projection(tmp_path / "map.csv")


def test_a_map_before_of_other_occupations_is_refused(shared_engine):
    with pytest.raises(InputError, match="has 0 of the 5 occupations"):
        make_projection(shared_engine.view(), before=EarlierMap({"http://elsewhere": (0.0, 0.0)}, {}, "", ""))


def test_a_map_of_too_few_occupations_is_refused():
    with pytest.raises(InputError, match="five occupations, and 4"):
        projected(many(4))
