"""Training on a tiny model of the real classes: what a batch holds, what the loss counts, what a killed run comes to."""

from __future__ import annotations

import resource
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from small import ESCO, make_taxonomy
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from model.benchmarks.melo import read_melo
from model.training.batches import BalancedBatches, Batch, PairList
from model.training.corpus import build_corpus
from model.training.loss import ranking_loss
from model.training.noise import plural
from model.training.recipe import Recipe, find_recipe
from model.training.run import Plan, read_corpus, train
from model.training.trainer import Trainer, also_right
from model.training.validation import write_held_out
from model.training.vocabulary import extend_vocabulary, learn_pieces
from search.encoder import load_encoder
from search.errors import EncoderError, InputError

SAMPLE = Path(__file__).parents[1] / "sample" / "taxonomy" / "esco-sample.ttl"
RECIPE = Recipe(
    "small",
    mix={"labels": 0.5, "skills": 0.2, "descriptions": 0.2, "resumes": 0.1},
    batch=12,
    steps=6,
    rate=1e-3,
    embedding_rate=1e-3,
    warmup=0.2,
    scale=20.0,
    symmetric=True,
    masked=True,
)


@pytest.fixture(scope="module")
def corpus():
    return build_corpus([make_taxonomy()], ("en", "de"))


@pytest.fixture
def tiny(tmp_path: Path) -> SentenceTransformer:
    torch.manual_seed(0)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [*"abcdefghijklmnopqrstuvwxyz/.,"]
    words = ["web", "developer", "designer", "nurse", "electrician", "coder"]
    vocabulary = {
        piece: number for number, piece in enumerate([*pieces, *letters, *(f"##{letter}" for letter in letters), *words])
    }
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - a token of text
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **names).save_pretrained(tmp_path / "bert")
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    transformer = Transformer(str(tmp_path / "bert"))
    return SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")


def weights_after(tiny, corpus, folder: Path, *runs: float | None, **options) -> dict[str, torch.Tensor]:
    start = {name: weight.clone() for name, weight in tiny.state_dict().items()}
    for until in runs:
        tiny.load_state_dict(start)
        trainer = Trainer(tiny, BalancedBatches(corpus, RECIPE, 1), corpus.owners(), RECIPE, folder, half=False, **options)
        trainer.run(every=2, until=until)
    return {name: weight.clone() for name, weight in tiny.state_dict().items()}


class TestLoss:
    def test_is_the_cross_entropy_of_the_own_positive(self):
        vectors = torch.eye(2)
        # scores are scale on the diagonal and 0 elsewhere: -log(e^1 / (e^1 + e^0)) = log(1 + e^-1)
        loss = ranking_loss(vectors, vectors, None, scale=1.0, symmetric=False)

        assert torch.isclose(torch.log(1 + torch.exp(torch.tensor(-1.0))), loss)

    def test_leaves_other_true_positives_out(self):
        anchors, positives = torch.eye(3), torch.eye(3)[[0, 0, 2]]
        also = torch.tensor([[True, True, False], [True, True, False], [False, False, True]])

        masked = ranking_loss(anchors[:1], positives[:1], None, scale=20.0, symmetric=True)
        with_twins = ranking_loss(anchors[[0, 0, 2]], positives, also, scale=20.0, symmetric=True)

        assert 0.0 == pytest.approx(float(masked), abs=1e-6)
        assert 0.0 == pytest.approx(float(with_twins), abs=1e-6)


class TestBatches:
    def test_hold_each_concept_once(self, corpus):
        for number in range(20):
            batch = BalancedBatches(corpus, RECIPE, 1).batch(number)

            assert len(set(batch.uris)) == len(batch.uris) == len(batch.anchors) == len(batch.positives)

    def test_depend_on_seed_and_number_alone(self, corpus):
        assert BalancedBatches(corpus, RECIPE, 1).batch(3) == BalancedBatches(corpus, RECIPE, 1).batch(3)
        assert BalancedBatches(corpus, RECIPE, 1).batch(3) != BalancedBatches(corpus, RECIPE, 2).batch(3)

    def test_careerberts_list_has_every_pair_once(self, corpus):
        batches = PairList(corpus, find_recipe("careerbert-jg"), 1, "en")
        pairs = [pair for number in range(batches.steps) for pair in zip(*batch_of(batches, number), strict=True)]

        # five occupations: a description each, an alternative each but for the one held out, and 2 + 2 + 1 + 1 + 1 skills
        assert 5 + 4 + 7 == len(set(pairs)) == len(pairs)

    def test_never_hold_a_label_that_was_held_out(self):
        corpus, _ = read_corpus([SAMPLE], ("en", "de"))
        held = {item.text.lower() for item in corpus.held_out}
        said = [texts for subject in corpus.subjects.values() for texts in (subject.labels, subject.written)]
        labels = {label.lower() for texts in said for labels in texts.values() for label in labels}
        forms = labels | {part for label in labels for part in label.split("/")}

        assert held
        assert not held & forms

    def test_a_label_of_two_concepts_is_not_held_out(self):
        taxonomy = make_taxonomy()
        for number, item in enumerate(taxonomy.occupations.values()):
            own = tuple(f"name {number} {other}" for other in range(200))
            item.alternatives["en"] = (*own, *(f"shared  {other}" for other in range(200)))
        held = {item.text for item in build_corpus([taxonomy], ("en", "de")).held_out}

        assert any(text.startswith("name") for text in held)
        assert not any(text.startswith("shared") for text in held)

    def test_the_preferred_label_stays_even_where_an_alternative_only_differs_in_case(self, tmp_path):
        taxonomy = make_taxonomy()
        for number, item in enumerate(taxonomy.occupations.values()):
            label = item.preferred["en"]
            shouted = (label[:at].upper() + label[at:] for at in range(1, len(label)))
            item.alternatives["en"] = (*shouted, *(f"name {number} {other}" for other in range(100)))
        item.alternatives["en"] += ("operator of\n\tlathes",)  # as some of ESCO 1.0.8 are
        corpus = build_corpus([taxonomy], ("en",))
        write_held_out(corpus, tmp_path)

        (task,) = read_melo(tmp_path)
        assert "operator of lathes" in {candidate.text for candidate in task.candidates} | set(task.queries.values())
        assert corpus.held_out
        for item in taxonomy.occupations.values():
            assert corpus.subjects[item.uri].written["en"][0] == item.preferred["en"]

    def test_say_which_labels_an_anchor_is_made_of(self, corpus):
        batch = BalancedBatches(corpus, replace(RECIPE, mix={"labels": 1.0}, noise=1.0), 1).batch(0)

        known = {label for subject in corpus.subjects.values() for labels in subject.labels.values() for label in labels}
        assert {label for labels in batch.spoken for label in labels} <= known


def batch_of(batches: PairList, number: int) -> tuple[list[str], list[str]]:
    batch = batches.batch(number)
    return batch.anchors, batch.positives


class TestTruePositives:
    def test_a_gendered_pair_is_right_for_whoever_has_one_of_its_forms(self):
        taxonomy = make_taxonomy()
        design, web = (taxonomy.occupations[f"{ESCO}/occupation/{slug}"] for slug in ("design", "web"))
        design.alternatives["de"] = ("Webentwickler",)
        owners = build_corpus([taxonomy], ("en", "de")).owners()
        labels = ["Webdesigner/Webdesignerin", "Webentwickler/Webentwicklerin"]
        batch = Batch(["web designer", "web developer"], labels, [design.uri, web.uri], [(), ()])

        assert also_right(batch, owners)[0, 1]

    def test_what_is_right_for_an_anchor_is_right_for_one_that_reads_the_same(self):
        batch = Batch(["Dentists", "dentists"], ["treats teeth", "Zahnärztin"], ["group", "occupation"], [(), ()])

        assert also_right(batch, {}).all()


class TestTraining:
    def test_a_run_that_was_killed_comes_to_the_same_weights(self, tiny, corpus, tmp_path):
        start = {name: weight.clone() for name, weight in tiny.state_dict().items()}
        whole = weights_after(tiny, corpus, tmp_path / "whole", None)
        tiny.load_state_dict(start)
        killed = weights_after(tiny, corpus, tmp_path / "killed", 1e-9, 1e-9, None)

        for name, weight in whole.items():
            assert torch.equal(weight, killed[name]), name

    def test_a_full_disk_leaves_no_half_checkpoint_and_says_so(self, tiny, corpus, tmp_path):
        trainer = Trainer(tiny, BalancedBatches(corpus, RECIPE, 1), corpus.owners(), RECIPE, tmp_path / "work", half=False)
        most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, most[1]))
        try:
            with pytest.raises(EncoderError, match="disk full"):
                trainer.run(every=2)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)

        assert [] == list((tmp_path / "work").iterdir())

    def test_micro_batches_give_the_same_weights(self, tiny, corpus, tmp_path):
        start = {name: weight.clone() for name, weight in tiny.state_dict().items()}
        at_once = weights_after(tiny, corpus, tmp_path / "once", None)
        tiny.load_state_dict(start)
        in_parts = weights_after(tiny, corpus, tmp_path / "parts", None, micro_batch=3)

        for name, weight in at_once.items():
            assert torch.allclose(weight, in_parts[name], atol=1e-3), name

    def test_lowers_the_loss(self, tiny, corpus, tmp_path):
        losses: list[float] = []
        recipe = Recipe("long", {"labels": 1.0}, 12, 60, 3e-3, 3e-3, 0.1, 20.0, symmetric=True, masked=True)
        batches = BalancedBatches(corpus, recipe, 1)
        Trainer(tiny, batches, corpus.owners(), recipe, tmp_path, half=False).run(
            every=60, told=lambda done, total, loss: losses.append(loss)
        )

        assert sum(losses[-10:]) < 0.8 * sum(losses[:10])


class TestVocabulary:
    def test_new_pieces_start_near_their_translation(self, tiny, corpus):
        before = len(tiny.tokenizer)
        added = extend_vocabulary(tiny, corpus, 40)

        assert before + added == len(tiny.tokenizer) == tiny[0].auto_model.get_input_embeddings().weight.shape[0]
        assert (1, 16) == tuple(tiny.encode(["Webentwickler"]).shape)

    def test_the_same_texts_give_the_same_pieces(self, tiny):
        corpus, _ = read_corpus([SAMPLE], ("en", "de"))
        first, second = (learn_pieces(tiny.tokenizer.backend_tokenizer, corpus, 500) for _ in range(2))

        assert first == second

    def test_no_pieces_leave_the_model_as_it_is(self, tiny, corpus):
        assert 0 == extend_vocabulary(tiny, corpus, 0)


def test_spanish_plurals_end_at_the_first_preposition():
    assert "directores comerciales de ventas" == plural("director comercial de ventas", "es")
    assert "jueces" == plural("juez", "es")


def test_an_unknown_recipe_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="careerspace, careerbert-jg"):
        find_recipe("none")


def test_a_stopped_run_goes_on_and_leaves_a_folder_that_loads(tiny, tmp_path):
    tiny.save_pretrained(str(tmp_path / "base"))
    said: list[str] = []
    plan = Plan([SAMPLE], str(tmp_path / "base"), RECIPE, ("en", "de"), tmp_path / "out", steps=4, every=2, minutes=1e-9)
    stopped = train(plan, said.append)
    finished = train(replace(plan, minutes=None), said.append)

    assert (0, 4) == (stopped.steps, finished.steps)
    assert finished.seconds > stopped.seconds
    assert any(line.startswith("step 4 of 4") for line in said)
    encoder = load_encoder(str(tmp_path / "out"))
    assert (2, encoder.dimension) == encoder.encode_queries(["nurse", "Krankenpfleger"]).shape
    assert "4 steps" in (tmp_path / "out" / "README.md").read_text()
    with pytest.raises(InputError, match="another --out"):
        train(replace(plan, seed=2), said.append)


def test_translations_are_the_same_stretch_in_two_languages(corpus):
    recipe = replace(RECIPE, mix={"translations": 1.0})
    taxonomy = make_taxonomy()
    for item in taxonomy.occupations.values():
        item.description["de"] = "Eins. Zwei."
        item.description["en"] = "One. Two."
    batch = BalancedBatches(build_corpus([taxonomy], ("en", "de")), recipe, 1).batch(0)

    pairs = {("Eins.", "One."), ("Zwei.", "Two."), ("Eins. Zwei.", "One. Two.")}
    assert set(zip(batch.anchors, batch.positives, strict=True)) <= pairs
