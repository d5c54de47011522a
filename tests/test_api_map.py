"""The map over HTTP: every occupation with its place, the ads among them, a resume's place, and the way between two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import numpy as np
import pytest
from ram import ram_folder
from served import serving
from small import ESCO, WordEncoder
from small_ads import ADS_MADE, LIVE, NOW, NURSE, WEB, ad_id, publish_taxonomy_and_ads
from typer.testing import CliRunner

from cli.main import app
from search.engine import Engine
from search.errors import MapMissing
from search.map import MapFile
from search.map_ads import median_place
from search.map_files import NAME, make_map, read_map, write_map
from search.map_graph import make_graph
from search.projection import make_projection
from search.settings import Settings, get_settings
from search.store.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def folder():
    with ram_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def engine(folder) -> Iterator[Engine]:
    store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
    publish_taxonomy_and_ads(folder, store, encoder)
    yield Engine(store, encoder, clock=lambda: NOW)
    store.close()


@pytest.fixture(scope="module")
def stored(engine, folder):
    view = engine.view()
    made = make_map(view, make_projection(view))
    write_map(made, folder)
    return made


@pytest.fixture(scope="module")
def client(engine, folder, stored) -> Iterator[httpx.Client]:
    with serving(engine, Settings(data_dir=folder, _env_file=None)) as url, httpx.Client(base_url=url) as client:
        yield client


def got(client, path, **parameters):
    return client.get(path, params=parameters).raise_for_status().json()


def place_of(client, name):
    points = got(client, "/v1/map")
    row = points["uri"].index(f"{ESCO}/occupation/{name}")
    return points["x"][row], points["y"][row]


class TestOccupations:
    def test_every_occupation_has_a_row_in_every_column(self, client):
        points = got(client, "/v1/map")

        assert ["aide", "design", "electrician", "nurse", "web"] == [uri.rsplit("/", 1)[1] for uri in points["uri"]]
        assert {5} == {len(points[name]) for name in ("uri", "code", "label", "x", "y", "demand")}
        assert "2513.3" == points["code"][points["label"].index("web developer")]

    def test_demand_is_the_number_that_the_neighbours_say(self, client):
        points = got(client, "/v1/map")
        neighbours = got(client, f"/v1/occupations/{points['code'][0]}/neighbours")["neighbours"]

        assert {near["occupation"]["uri"]: near["demand"]["declared"] for near in neighbours} == dict(
            zip(points["uri"][1:], points["demand"][1:], strict=True)
        )

    def test_collections_and_groups_are_named(self, client):
        points = got(client, "/v1/map")

        assert [points["label"].index("web designer")] == points["collections"]["research"]
        assert {"2": "Professionals", "25": "ICT professionals"}.items() <= {
            group["code"]: group["label"] for group in points["groups"]
        }.items()

    def test_labels_come_in_the_language_that_is_asked_for(self, client):
        assert "Webentwickler/Webentwicklerin" in got(client, "/v1/map", language="de")["label"]

    def test_an_answer_that_the_client_has_is_not_sent_again(self, client):
        first = client.get("/v1/map")
        again = client.get("/v1/map", headers={"If-None-Match": f'W/"other", {first.headers["etag"]}'})
        other = client.get("/v1/map?language=de", headers={"If-None-Match": first.headers["etag"]})

        assert (304, b"", 200) == (again.status_code, again.content, other.status_code)

    def test_without_a_map_the_answer_says_which_command_makes_one(self, engine, tmp_path):
        with serving(engine, Settings(data_dir=tmp_path, _env_file=None)) as url:
            refused = httpx.get(f"{url}/v1/map")

        assert (503, "urn:careerspace:problem:map-missing") == (refused.status_code, refused.json()["type"])
        assert "careerspace projection" in refused.json()["detail"]


class TestAds:
    def test_live_ads_lie_at_the_occupation_that_they_declare(self, client):
        points, ads = got(client, "/v1/map"), got(client, "/v1/map/ads", ids=True)
        row = dict(zip(ads["ad_id"], ads["occupation"], strict=True))

        assert {ad_id(ad.reference, ad.source_id) for ad in ADS_MADE if ad.reference in LIVE} == set(row)
        assert (len(LIVE), True) == (ads["total"], ads["current"])
        assert f"{ESCO}/occupation/nurse" == points["uri"][row[ad_id("nurse1")]]
        assert f"{ESCO}/occupation/web" == points["uri"][row[ad_id("web5")]]  # predicted for it
        assert -1 == row[ad_id("driver")]

    def test_an_ad_is_no_further_from_its_occupation_than_the_next_occupation_is_on_the_whole(self, client):
        points, ads = got(client, "/v1/map"), got(client, "/v1/map/ads")
        places = np.array([points["x"], points["y"]]).T
        apart = np.linalg.norm(places[:, None] - places[None], axis=2) + np.eye(5) * 1e9
        step = float(np.median(apart.min(axis=1)))
        away = [
            float(np.hypot(x - places[row][0], y - places[row][1]))
            for x, y, row in zip(ads["x"], ads["y"], ads["occupation"], strict=True)
            if row >= 0
        ]

        assert 0 < max(away) < step

    def test_pages_put_together_are_the_whole_answer(self, client):
        whole = got(client, "/v1/map/ads", ids=True)
        pages = [got(client, "/v1/map/ads", ids=True, limit=8, offset=offset) for offset in (0, 8, 16)]

        assert whole["ad_id"] == [item for page in pages for item in page["ad_id"]]
        assert whole["x"] == [x for page in pages for x in page["x"]]

    def test_countries_are_counted_and_filter(self, client):
        everywhere = got(client, "/v1/map/ads")
        austria = got(client, "/v1/map/ads", countries=["at"])

        assert everywhere["countries"] == austria["countries"]
        assert everywhere["countries"]["AT"] == austria["total"] == len(austria["x"])
        assert None is austria["ad_id"]

    def test_an_unknown_country_is_refused_with_the_nearest(self, client):
        refused = client.get("/v1/map/ads", params={"countries": "AX"})

        assert 422 == refused.status_code
        assert "AT" in refused.json()["suggestions"]

    def test_ads_that_came_after_the_map_make_it_say_that_it_is_not_current(self, engine, stored, tmp_path):
        write_map(replace(stored, ads_revision=stored.ads_revision + 1), tmp_path)
        found = MapFile(tmp_path / NAME).of(engine.view())

        assert not found.ads(NOW).current


class TestPlace:
    def test_a_resume_lies_amid_the_occupations_nearest_to_it(self, client):
        points, placed = got(client, "/v1/map"), client.post("/v1/map/place", json={"text": WEB}).raise_for_status().json()
        best = sorted(range(5), key=lambda row: -placed["nearness"][row])

        assert "web developer" == points["label"][placed["nearest"][0]]
        assert best == placed["nearest"]
        assert placed["x"] == pytest.approx(np.median([points["x"][row] for row in best]), abs=1e-3)

    def test_text_file_and_vector_of_the_same_resume_lie_at_the_same_place(self, client):
        text = client.post("/v1/map/place", json={"text": NURSE}).json()
        file = client.post("/v1/map/place", files={"file": ("cv.txt", NURSE.encode())}).json()
        vector = WordEncoder().encode_queries([NURSE])[0].tolist()
        own = client.post("/v1/map/place", json={"vector": vector, "language": text["language"]}).json()

        assert (text["x"], text["y"]) == (file["x"], file["y"]) == (own["x"], own["y"])
        assert None is own["resume"]

    def test_an_unreadable_resume_gets_no_place(self, client):
        refused = client.post("/v1/map/place", files={"file": ("cv.txt", b"   ")})

        assert (422, "empty") == (refused.status_code, refused.json()["reason"])


class TestPath:
    def test_a_way_leads_from_one_to_the_other_over_steps_that_the_transition_explains(self, client):
        way = got(client, "/v1/map/path", **{"from": "electrician", "to": "web designer"})
        labels = [item["label"] for item in way["occupations"]]
        first = got(client, "/v1/occupations/electrician/transition", to=labels[1])

        assert ("electrician", "web designer") == (labels[0], labels[-1])
        assert len(labels) - 1 == len(way["steps"])
        assert first["has"] == way["steps"][0]["has"]
        assert [skill["label"] for skill in first["reasons"]["only_second"]] == [
            skill["label"] for skill in way["steps"][0]["new"]
        ]

    def test_rows_are_those_of_the_map(self, client):
        points, way = got(client, "/v1/map"), got(client, "/v1/map/path", **{"from": "7411.1", "to": "web developer"})

        assert [points["uri"][row] for row in way["rows"]] == [item["uri"] for item in way["occupations"]]

    def test_an_unknown_end_is_refused_with_the_nearest_and_the_same_one_twice_too(self, client):
        unknown = client.get("/v1/map/path", params={"from": "web develper", "to": "electrician"})
        same = client.get("/v1/map/path", params={"from": "electrician", "to": "7411.1"})

        assert "web developer" in unknown.json()["suggestions"]
        assert (422, 422) == (unknown.status_code, same.status_code)

    def test_far_rows_are_joined_over_what_lies_between(self):
        angles = np.radians(np.arange(0, 90, 3))  # 30 vectors on a quarter of a circle
        graph = make_graph(np.array([np.cos(angles), np.sin(angles)], dtype=np.float32).T)

        # ten nearest reach 10 rows at the ends, and the way is as long as the arc whatever rows it takes
        way = graph.shortest(0, 29)
        assert way == sorted(way)
        assert (0, 29) == (way[0], way[-1])
        assert 3 <= len(way) - 1

    def test_two_clusters_far_apart_are_joined_as_well(self):
        random = np.random.default_rng(5)
        far = np.repeat(np.eye(2, 8), 15, axis=0) * 20 + random.standard_normal((30, 8))
        graph = make_graph((far / np.linalg.norm(far, axis=1, keepdims=True)).astype(np.float32))

        assert graph.shortest(0, 29)


class TestFile:
    def test_what_is_written_is_read_back(self, stored, tmp_path):
        read = read_map(write_map(stored, tmp_path))

        assert (stored.uris, dict(stored.made_of), stored.content) == (read.uris, dict(read.made_of), read.content)
        assert np.array_equal(stored.places, read.places)
        assert np.array_equal(stored.ads.places, read.ads.places)
        assert stored.ads.sets == read.ads.sets
        assert [NAME] == [path.name for path in tmp_path.iterdir()]

    def test_a_damaged_file_and_the_map_of_another_index_are_no_map(self, engine, stored, tmp_path):
        (tmp_path / NAME).write_bytes(b"half of a map")
        with pytest.raises(MapMissing, match="can't be read"):
            MapFile(tmp_path / NAME).of(engine.view())

        write_map(replace(stored, content="of another release"), tmp_path)
        with pytest.raises(MapMissing, match="another index"):
            MapFile(tmp_path / NAME).of(engine.view())

    def test_a_map_made_again_is_taken_up_while_the_service_runs(self, engine, stored, tmp_path):
        held = MapFile(tmp_path / NAME)
        write_map(stored, tmp_path)
        before = held.of(engine.view())
        write_map(replace(stored, places=stored.places * 2), tmp_path)

        assert before is not held.of(engine.view())
        assert np.array_equal(before.stored.places * 2, held.of(engine.view()).stored.places)

    def test_the_command_makes_the_same_map_again(self, folder, settings, monkeypatch, stored):
        monkeypatch.setenv("CAREERSPACE_DATA_DIR", str(folder))
        get_settings.cache_clear()
        done = CliRunner().invoke(app, ["projection", "--json"])
        get_settings.cache_clear()
        report = json.loads(done.stdout)

        assert (5, len(ADS_MADE)) == (report["occupations"], report["ads"])
        assert np.array_equal(stored.places, read_map(folder / NAME).places)


def test_the_median_place_is_of_the_five_best():
    places = np.array([[0.0, 0.0], [1, 1], [2, 2], [3, 3], [4, 40], [100, 100]])
    scores = np.array([5, 4, 3, 2, 1, 0], dtype=np.float32)

    assert [2.0, 2.0] == median_place(places, scores).tolist()
