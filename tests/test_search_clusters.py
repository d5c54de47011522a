"""Clusters of occupations: the same from run to run, named by what sets them apart, and written as a table."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from pyarrow import parquet

from search.clusters import make_clusters, ward, write_clusters
from search.errors import InputError, UnknownValue


@pytest.fixture(scope="module")
def view(shared_engine):
    return shared_engine.view()


def members(clusters):
    return [{member.label for member in cluster.members} for cluster in clusters.clusters]


def test_occupations_that_share_skills_are_in_one_cluster(view):
    clusters = make_clusters(view, by="skills", count=3)

    assert [2, 2, 1] == [len(cluster.members) for cluster in clusters.clusters]
    assert {"specialist nurse", "nurse assistant"} in members(clusters)
    assert {"web developer", "web designer"} in members(clusters)
    assert (5, 0, [1, 2, 3]) == (clusters.occupations, clusters.left_out, [cluster.number for cluster in clusters.clusters])


def test_a_cluster_is_named_by_its_middle_and_the_skills_that_set_it_apart(view):
    found = make_clusters(view, by="skills", count=3).clusters
    nurses = next(cluster for cluster in found if {"2221.1", "5321.1"} == {member.code for member in cluster.members})

    assert [("dress wounds", 1.0, 0.0)] == [(skill.skill.label, skill.inside, skill.outside) for skill in nurses.skills]
    assert f"{nurses.medoid.label}: dress wounds" == nurses.name
    assert {("222", 1), ("532", 1)} == {(group.group.code, group.occupations) for group in nurses.groups}


def test_a_skill_counts_for_its_share_inside_less_that_outside(view):
    (web, others) = make_clusters(view, isco=("2",), by="skills", count=2).clusters

    # of two web occupations both need CSS and one JavaScript; the nurse neither
    assert [("style web pages", 1.0, 0.0), ("use JavaScript", 0.5, 0.0)] == [
        (skill.skill.label, skill.inside, skill.outside) for skill in web.skills
    ]
    assert ["specialist nurse"] == [member.label for member in others.members]


def test_the_same_index_gives_the_same_clusters(view):
    assert make_clusters(view, count=2) == make_clusters(view, count=2)


def test_the_size_says_how_many_there_are_on_average(view):
    assert [1, 2, 5] == [len(make_clusters(view, size=size).clusters) for size in (25, 2, 1)]


def test_merged_is_what_is_nearest():
    points = np.array([[1, 0], [0.99, 0.14], [0, 1], [0.14, 0.99]], dtype=np.float32)
    placed = ward(points, 2)

    assert placed[0] == placed[1] != placed[2] == placed[3]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"size": 2, "count": 2}, InputError, "not both"),
        ({"count": 6}, InputError, "5 occupations can't be in 6 clusters"),
        ({"isco": ("7",)}, InputError, "clusters need two occupations"),
        ({"by": "ads"}, InputError, "something to compare by ads, and there are 0"),
        ({"by": "colour"}, InputError, "one of text"),
        ({"isco": ("99",)}, UnknownValue, "ISCO group"),
        ({"language": "fi"}, UnknownValue, "language"),
    ],
)
def test_what_can_not_be_clustered_says_why(view, options, error, message):
    with pytest.raises(error, match=message):
        make_clusters(view, **options)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_has_a_row_for_each_occupation_and_says_what_it_was_made_of(view, tmp_path, ending):
    made, path = make_clusters(view, by="skills", count=3), tmp_path / f"clusters.{ending}"
    write_clusters(made, path)
    if ending == "parquet":
        table = parquet.read_table(path)
        rows, about = table.to_pylist(), {name.decode(): value.decode() for name, value in table.schema.metadata.items()}
    else:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
        about = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))

    assert {member.uri for cluster in made.clusters for member in cluster.members} == {row["uri"] for row in rows}
    assert {cluster.medoid.uri for cluster in made.clusters} == {row["uri"] for row in rows if int(row["medoid"])}
    assert ("skills", "word-encoder@1", "1.2.1") == tuple(about[name] for name in ("by", "model", "esco_version"))


def test_another_ending_is_refused(view, tmp_path):
    with pytest.raises(InputError, match=r"ends with none of \.csv, \.parquet"):
        write_clusters(make_clusters(view, count=2), tmp_path / "clusters.xls")
