import gzip
import itertools
import json

import pytest
from small import ESCO, WordEncoder, make_taxonomy

from ingest.embeddings import EmbeddingCache
from model.benchmarks.evaluate import BARE, DENSE, evaluate_task
from model.benchmarks.melo import read_melo
from model.benchmarks.metrics import interval, measure, paired_test, reciprocal_rank
from model.benchmarks.own import read_ads_truth
from model.benchmarks.report import compare_with, write_report
from model.benchmarks.runs import read_run, write_run
from model.benchmarks.served import LINKER, link_sentences, match_titles, serving
from model.benchmarks.skills import read_skills
from model.benchmarks.titles import read_titles
from model.tuning import tune_forms, tune_titles, write_tuned
from search.errors import InputError, SourceError


def melo_set(folder):
    """Two national titles, and one whose annotation names an element that is not there."""
    folder.mkdir()
    (folder / "queries.tsv").write_text("Q1\tward nurse\nQ2\tcook of fish\nQ3\tpoet\n")
    (folder / "corpus_elements.tsv").write_text("C1_0\tnurse\nC1_1\tward nurse\nC2_0\tcook\nC3_0\tArmed forces\n")
    mapping = "C1_0\tu1\nC1_1\tu1\nC2_0\tu2\nC3_0\thttp://data.europa.eu/esco/isco/C0\n"
    (folder / "concept_mapping.tsv.gz").write_bytes(gzip.compress(mapping.encode()))
    (folder / "annotations.tsv").write_text("Q1\t0\tC1_0\t1\nQ1\t0\tC1_1\t1\nQ2\t0\tC2_0\t1\nQ3\t0\tC9_0\t1\n")
    return folder


def test_measures_are_those_worked_out_by_hand():
    run = {"q": [("x", 3.0), ("a", 2.0), ("b", 1.0)]}

    values = measure(run, {"q": {"a": 1, "b": 1}, "absent": {"a": 1}})

    assert 0.5 == values["MRR"]["q"]  # the first relevant one is second
    assert pytest.approx((1 / 2 + 2 / 3) / 2) == values["MAP"]["q"]
    assert 1.0 == values["RP@5"]["q"]  # 2 of the first five / min(5, 2)
    assert 0.0 == values["S@1"]["q"] == values["MRR"]["absent"]


def test_equal_values_have_an_interval_of_no_width_and_equal_runs_differ_by_chance():
    values = {"a": 0.5, "b": 0.5}

    assert (0.5, 0.5) == interval(values)
    assert (0.0, 1.0) == paired_test(values, values)


def test_runs_of_different_benchmarks_are_not_compared():
    with pytest.raises(InputError, match="share no query"):
        paired_test({"a": 1.0}, {"b": 1.0})


def test_a_query_without_a_relevant_candidate_is_left_out_and_counted(tmp_path):
    (task,) = read_melo(melo_set(tmp_path / "aut_q_de_c_en").parent)

    assert (["Q1", "Q2"], 1, "de", "en") == (list(task.queries), task.left_out, task.query_language, task.candidate_language)
    assert "0" == task.isco["http://data.europa.eu/esco/isco/C0"]


def test_a_folder_without_a_set_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"queries\.tsv"):
        read_melo(tmp_path)


def test_a_damaged_gz_is_an_error_that_names_it(tmp_path):
    folder = melo_set(tmp_path / "set")
    packed = gzip.compress((folder / "queries.tsv").read_bytes() * 1000)
    (folder / "queries.tsv").unlink()
    (folder / "queries.tsv.gz").write_bytes(packed[:30] + b"\xff" * 30 + packed[60:])

    with pytest.raises(SourceError, match=r"queries\.tsv\.gz"):
        read_melo(folder)


def test_a_quote_without_an_end_is_an_error_that_names_the_file(tmp_path):
    (tmp_path / "titles.csv").write_text('vacancyTitle,conceptUri\n"nurse,u1\n' + f"{'x' * 100},u2\n" * 2000)

    with pytest.raises(SourceError, match=r"titles\.csv"):
        read_titles(tmp_path, make_taxonomy())


def test_a_candidate_without_a_text_is_left_out(tmp_path):
    folder = melo_set(tmp_path / "set")
    (folder / "corpus_elements.tsv").write_text("C1_0\tnurse\nC1_1\t \nC2_0\tcook\nC3_0\t\n")
    (task,) = read_melo(folder)

    assert ["C1_0", "C2_0"] == [candidate.id for candidate in task.candidates]
    assert {"Q1": {"C1_0": 1}, "Q2": {"C2_0": 1}} == task.qrels


def test_the_engine_and_the_bare_loop_agree_and_the_report_can_be_compared_with(tmp_path):
    (task,) = read_melo(melo_set(tmp_path / "set"))
    with EmbeddingCache(tmp_path / "cache.sqlite") as cache:
        result = evaluate_task(task, WordEncoder(), cache, baselines=True, samples=10)
    systems = {system.name: system for system in result.systems}

    assert 1.0 == systems[DENSE].means["MRR"] == systems[BARE].means["MRR"]
    assert "ward nurse" in write_report(tmp_path / "report", [result], {"model": "word-encoder"}).read_text()
    compared = compare_with([result], tmp_path / "report")
    assert {1.0} == {row["p"] for row in compared}
    assert {len(task.queries)} == {row["queries"] for row in compared}

    with (tmp_path / "set" / "queries.tsv").open("a") as file:
        file.write("Q9\tporter\n")
    with pytest.raises(InputError, match="measured on other files"):
        compare_with([result], tmp_path / "report")


@pytest.mark.parametrize(
    ("name", "added", "said"),
    [
        ("queries.tsv", "Q2\tbaker\n", r"queries\.tsv: the id 'Q2' is there twice, first in line 2; .*\(line 4\)"),
        ("corpus_elements.tsv", "C2_0\tcook\n", r"corpus_elements\.tsv: the id 'C2_0' .* in line 3; .*\(line 5\)"),
        ("annotations.tsv", "Q2\t0\tC2_0\t0\n", r"annotations\.tsv: 'C2_0' for the query 'Q2' .* in line 3; .*\(line 5\)"),
    ],
)
def test_an_id_that_is_there_twice_is_an_error_that_names_file_and_lines(tmp_path, name, added, said):
    folder = melo_set(tmp_path / "set")
    with (folder / name).open("a") as file:
        file.write(added)

    with pytest.raises(SourceError, match=said):
        read_melo(folder)


@pytest.mark.parametrize(
    "truth",
    [
        '{"ads": [{"ad_id": "a", "file": "x", "gold": "u1"}, {"ad_id": "a", "file": "x", "gold": "u2"}]}',
        '{"ads": [], "a": 1, "a": 2}',
    ],
)
def test_an_ad_with_two_truths_is_refused(tmp_path, truth):
    (tmp_path / "truth.json").write_text(truth)

    with pytest.raises(SourceError, match=r"truth\.json: 'a' is there twice"):
        read_ads_truth(tmp_path)


def test_a_run_that_ranks_an_item_twice_for_a_query_is_refused(tmp_path):
    (tmp_path / "one.run").write_text("q\tQ0\ta\t1\t0.5\ttag\nr\tQ0\ta\t1\t0.5\ttag\nq\tQ0\ta\t2\t0.4\ttag\n")

    with pytest.raises(SourceError, match=r"'a' for the query 'q' is there twice, first in line 1; .*\(line 3\)"):
        read_run(tmp_path / "one.run")


def test_a_run_file_gives_the_run_back(tmp_path):
    write_run(tmp_path / "one.run", {"q": [("http://a b", 0.5), ("c", 0.25)]}, "tag")

    assert {"q": [("http://a b", 0.5), ("c", 0.25)]} == read_run(tmp_path / "one.run")


def test_a_title_with_two_occupations_is_one_query(tmp_path):
    rows = f",vacancyTitle,conceptUri\n0,Web guru,{ESCO}/occupation/web\n1,Web guru,{ESCO}/occupation/design\n"
    (tmp_path / "titles.csv").write_text(rows)

    preferred, every = read_titles(tmp_path, make_taxonomy())

    assert {f"{ESCO}/occupation/web": 1, f"{ESCO}/occupation/design": 1} == preferred.qrels["T000001"]
    assert (5, 10) == (len(preferred.candidates), len(every.candidates))


def test_sentences_without_a_skill_are_left_out(tmp_path):
    rows = "sentence,span,sub_span,label\nWe use JS,JS,,use JavaScript\nBe smart,smart,,LABEL NOT PRESENT\n"
    (tmp_path / "tech.csv").write_text(rows)

    (task,) = read_skills(tmp_path, make_taxonomy())

    assert (["We use JS"], 1) == (list(task.queries.values()), task.left_out)


def test_tuning_takes_the_weights_with_the_best_mean_over_the_sets(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "queries.tsv").write_text("Q1\twelding\nQ2\tnurse\n", encoding="utf-8")
    (folder / "corpus_elements.tsv").write_text("C1\twelder\nC2\tnurse\nC3\tbaker\n", encoding="utf-8")
    (folder / "concept_mapping.tsv").write_text("C1\thttp://e/1\nC2\thttp://e/2\nC3\thttp://e/3\n", encoding="utf-8")
    (folder / "annotations.tsv").write_text("Q1\t0\tC1\t1\nQ2\t0\tC2\t1\n", encoding="utf-8")
    with EmbeddingCache(tmp_path / "cache.sqlite") as cache:
        sections = tune_forms(read_melo(folder), WordEncoder(), cache)
    trials = sections["forms"]

    # whole words say nothing of "welding", its characters do: 1 for both queries
    assert 1.0 == trials[0].mean
    assert trials[0].weights["chars"] > 0
    assert all(one.mean >= other.mean for one, other in itertools.pairwise(trials))

    (tmp_path / "tuned.json").write_text('{"word-encoder@1": {"titles": {"label": 1.0}}, "default": {}}')
    write_tuned(tmp_path / "tuned.json", "word-encoder@1", sections, {"date": "2026-11-28"})

    written = json.loads((tmp_path / "tuned.json").read_text())
    mine = written["word-encoder@1"]
    assert ({}, {"label": 1.0}, trials[0].weights["chars"]) == (written["default"], mine["titles"], mine["forms"]["chars"])


def titles_set(folder):
    rows = f",vacancyTitle,conceptUri\n0,fitter of wiring,{ESCO}/occupation/electrician\n1,web coder,{ESCO}/occupation/web\n"
    (folder / "titles.csv").write_text(rows)
    return read_titles(folder, make_taxonomy())[0]


def test_titles_are_matched_by_the_engine_on_an_index_of_the_taxonomy(tmp_path):
    task = titles_set(tmp_path)
    with (
        EmbeddingCache(tmp_path / "cache.sqlite") as cache,
        serving(make_taxonomy(), WordEncoder(), cache, lambda *_: None) as engine,
    ):
        run = match_titles(task, engine, lambda *_: None)
        expected = [match.occupation["uri"] for match in engine.match(["web coder"]).matches]
        trials = tune_titles(task, engine, WordEncoder())

    assert expected == [uri for uri, _ in run["T000002"]]
    assert 1.0 == trials[0].mean
    assert all(one.mean >= other.mean for one, other in itertools.pairwise(trials))


def test_sentences_are_linked_on_an_index_of_the_taxonomy(tmp_path):
    (tmp_path / "tech.csv").write_text("sentence,span,sub_span,label\nWe use JavaScript,JavaScript,,use JavaScript\n")
    (task,) = read_skills(tmp_path, make_taxonomy())
    with (
        EmbeddingCache(tmp_path / "cache.sqlite") as cache,
        serving(make_taxonomy(), WordEncoder(), cache, lambda *_: None) as engine,
    ):
        run = link_sentences(task, engine)
        result = evaluate_task(task, WordEncoder(), cache, served={LINKER: run}, samples=10)

    assert LINKER == result.systems[0].name
    assert 1.0 == result.systems[0].means["MRR"]
    assert 1.0 == reciprocal_rank((uri for uri, _ in run["S00001"]), task.qrels["S00001"])


def test_rows_are_taken_evenly_from_first_to_last(tmp_path):
    task = titles_set(tmp_path)

    assert (["T000001"], 2) == (list(task.spread(1).queries), len(task.spread(None).queries))
