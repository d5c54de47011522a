"""Job ad → occupation: description, ads and job centroid at several κ, with and without boilerplate. With predictions.

    python -m benchmarks.job_centroids [--ads 3000] [--seed 1]

The ads are generated (`sample/build_ads.py`), so the occupation that each was written from is known; of 213 occupations one is
right. Centroid ads and test ads of an occupation share at most a fifth of the sentences about the work (Jaccard), and no group of
reposts; ads that fit on neither side are dropped. Half of the test ads choose κ, the other half are reported beside it. German ads
are compared with German vectors, all others with English ones. RR@100 is ir-measures', 0 where the occupation is not ranked; the
interval is a bootstrap over test ads (1,000 draws, 95 %). "careerbert" is the plain mean of all ads of an occupation, joined to the
description with weight w; "ours" is `ingest.ads.centroids`.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import RR

from ingest.ads.centroids import KAPPA, SHRINK, Sum, ads_centroid, job_centroid
from ingest.ads.points import embedded_text, own_profile
from ingest.ads.predict import Predictor
from ingest.esco import read_taxonomy
from ingest.eures.assemble import settle_language
from ingest.eures.reader import read_ads
from ingest.eures.record import JobAd
from ingest.points import plan_points
from sample.build_ads import Generated, generate
from search.encoder import Encoder, Vectors, load_encoder, unit
from search.store.base import OCCUPATIONS

TAXONOMY = Path(__file__).parents[1] / "sample" / "taxonomy" / "esco-sample.ttl"
LANGUAGES = ("en", "de")
WORK = {"opener", "tasks", "needs"}
SHARED = 0.2
"""most that a centroid ad and a test ad of one occupation may share of their sentences"""
KAPPAS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


@dataclass(frozen=True)
class Known:
    """An ad and what is true of it."""

    ad: JobAd
    gold: str
    group: str
    sentences: frozenset[str]


def main() -> None:
    """Generate, split, embed, rank and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ads", type=int, default=3_000)
    parser.add_argument("--seed", default="1")
    arguments = parser.parse_args()
    encoder = load_encoder("all-minilm-l6-v2")
    ads = read_generated(generate(arguments.ads, arguments.seed))
    centroid_ads, test_ads, dropped = split(ads, random.Random(arguments.seed))
    dev, test = test_ads[::2], test_ads[1::2]
    languages = ", ".join(
        f"{n:,} {language}" for language, n in Counter(known.ad.language for known in test_ads).most_common()
    )
    print(
        f"{len(ads):,} ads of {len({known.gold for known in ads})} occupations: {len(centroid_ads):,} for centroids, "
        f"{len(dev):,} to choose κ, {len(test):,} to test, {dropped:,} dropped\n"
        f"test ads by language: {languages}; {encoder.identity}"
    )
    occupations = occupation_vectors(encoder)
    for name, text_of in (("relevant text", embedded_text), ("whole text", whole_text)):
        vectors = embed(encoder, [known.ad for known in ads], text_of)
        print(f"\n{name}: {np.mean([len(text_of(known.ad) or '') for known in ads]):,.0f} characters on average")
        report(occupations, centroid_ads, dev, test, vectors)
        if name == "relevant text":
            by_language(occupations, centroid_ads, test_ads, vectors)
            predictions(occupations, centroid_ads, dev, vectors)


def read_generated(generated: Iterable[Generated]) -> list[Known]:
    """Read generated ads as the product reads files of our own format; keep what is true of them."""
    made = {item.ad_id: item for item in generated}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ads.jsonl"
        path.write_text("".join(json.dumps(item.fields) + "\n" for item in made.values()), encoding="utf-8")
        ads = [settle_language(ad) for ad in read_ads([path]) if isinstance(ad, JobAd)]
    return [Known(ad, made[ad.ad_id].gold, made[ad.ad_id].group, sentences_of(made[ad.ad_id])) for ad in ads]


def sentences_of(generated: Generated) -> frozenset[str]:
    """Return the sentences about the work."""
    texts = (text for kind, text in generated.parts if kind in WORK)
    lines = (line.strip("-•* ") for text in texts for part in text.split("\n") for line in part.split(". "))
    return frozenset(line.rstrip(".").casefold() for line in lines if len(line) > 20)


def split(ads: Sequence[Known], chance: random.Random) -> tuple[list[Known], list[Known], int]:
    """Return centroid ads, test ads, and how many fit on neither side."""
    by_gold: dict[str, list[Known]] = defaultdict(list)
    for known in ads:
        by_gold[known.gold].append(known)
    centroid, test, dropped = [], [], 0
    for members in by_gold.values():
        chance.shuffle(members)
        sides: tuple[list[Known], list[Known]] = ([], [])
        for known in members:
            wanted = (0, 1) if len(sides[0]) <= 2 * len(sides[1]) else (1, 0)
            side = next((side for side in wanted if not any(alike(known, other) for other in sides[1 - side])), None)
            if side is None:
                dropped += 1
            else:
                sides[side].append(known)
        centroid += sides[0]
        test += one_of_each_group(sides[1])
    chance.shuffle(test)
    return centroid, test, dropped


def one_of_each_group(ads: Iterable[Known]) -> list[Known]:
    """Return the ads without reposts of one another."""
    return list({known.group: known for known in ads}.values())


def alike(one: Known, other: Known) -> bool:
    """Tell whether two ads are reposts, or share more of their sentences than SHARED."""
    union = len(one.sentences | other.sentences)
    return one.group == other.group or (union > 0 and len(one.sentences & other.sentences) > SHARED * union)


def whole_text(ad: JobAd) -> str | None:
    """Return title and description as they are."""
    profile = own_profile(ad)
    return f"{profile.title}\n{profile.description}".strip() if profile else None


def occupation_vectors(encoder: Encoder) -> dict[str, dict[str, Vectors]]:
    """Return vector name → URI → vector, as the index has them."""
    taxonomy, _ = read_taxonomy(TAXONOMY, LANGUAGES)
    plans = [plan for plan in plan_points(taxonomy, encoder.identity) if plan.collection == OCCUPATIONS]
    texts = sorted({text for plan in plans for text in plan.texts()})
    known = dict(zip(texts, encoder.encode_documents(texts), strict=True))
    found: dict[str, dict[str, Vectors]] = defaultdict(dict)
    for plan in plans:
        for name, vector in plan.point(known).vector.items():  # type: ignore[union-attr]
            if name != "words":
                found[name][plan.uri] = np.array(vector, dtype=np.float32)
    return found


def embed(encoder: Encoder, ads: Sequence[JobAd], text_of: Callable[[JobAd], str | None]) -> dict[str, Vectors]:
    """Return ad id → vector."""
    texts = [text_of(ad) or "-" for ad in ads]
    return {ad.ad_id: vector for ad, vector in zip(ads, encoder.encode_documents(texts), strict=True)}


def sum_ads(ads: Iterable[Known], vectors: Mapping[str, Vectors]) -> dict[str, list[Sum]]:
    """Return URI → sums of its ads by language, as the ledger keeps them."""
    members: dict[tuple[str, str], list[Vectors]] = defaultdict(list)
    for known in ads:
        members[known.gold, known.ad.language].append(vectors[known.ad.ad_id])
    sums: dict[str, list[Sum]] = defaultdict(list)
    for (uri, language), found in members.items():
        sums[uri].append(Sum("gen", language, len(found), np.sum(found, axis=0, dtype=np.float64)))
    return sums


def means_of(sums: Mapping[str, Sequence[Sum]]) -> dict[str, np.ndarray]:
    """Return language → shrunk mean of its ads."""
    totals: dict[str, tuple[int, np.ndarray]] = {}
    for one in (one for found in sums.values() for one in found):
        n, total = totals.get(one.language, (0, np.zeros(len(one.total))))
        totals[one.language] = (n + one.n, total + one.total)
    return {language: total / (n + SHRINK) for language, (n, total) in totals.items()}


def reciprocal_ranks(
    occupations: Mapping[str, Mapping[str, Vectors]], ads: Sequence[Known], vectors: Mapping[str, Vectors]
) -> np.ndarray:
    """Return RR@100 of each ad; `occupations` is language → URI → vector."""
    run, qrels = {}, {}
    matrices = {language: (list(found), np.array(list(found.values()))) for language, found in occupations.items()}
    for known in ads:
        uris, matrix = matrices[known.ad.language if known.ad.language in matrices else "en"]
        scores = matrix @ vectors[known.ad.ad_id]
        run[known.ad.ad_id] = {uris[i]: float(scores[i]) for i in np.argsort(-scores)[:100]}
        qrels[known.ad.ad_id] = {known.gold: 1}
    found = {metric.query_id: metric.value for metric in ir_measures.iter_calc([RR @ 100], qrels, run)}
    return np.array([found.get(known.ad.ad_id, 0.0) for known in ads])


def report(
    vectors_of: Mapping[str, Mapping[str, Vectors]],
    centroid_ads: Sequence[Known],
    dev: Sequence[Known],
    test: Sequence[Known],
    vectors: Mapping[str, Vectors],
) -> None:
    """Print MRR@100 of every representation on both halves."""
    sums = sum_ads(centroid_ads, vectors)
    rows: dict[str, dict[str, dict[str, Vectors]]] = {}
    for part in ("label", "description"):
        rows[f"{part} alone"] = {language: dict(vectors_of[f"{part}_{language}"]) for language in LANGUAGES}
    alone = {uri: vector for uri, found in sums.items() if (vector := ads_centroid(found)) is not None}
    rows[f"ads alone ({len(alone)} occupations)"] = dict.fromkeys(LANGUAGES, alone)
    rows["careerbert, w = ½"] = plainly_joined(vectors_of, sums, None)
    rows |= {f"careerbert, κ = {kappa:g}": plainly_joined(vectors_of, sums, kappa) for kappa in KAPPAS}
    rows |= {f"ours, κ = {kappa:g}": joined(vectors_of, sums, kappa) for kappa in KAPPAS}
    print(f"{'MRR@100':<32} {'κ half':>8} {'test half':>10}  95 % interval")
    for title, occupations in rows.items():
        chosen, found = (reciprocal_ranks(occupations, ads, vectors) for ads in (dev, test))
        low, high = interval(found)
        print(f"{title:<32} {chosen.mean():>8.3f} {found.mean():>10.3f}  {low:.3f} to {high:.3f}", flush=True)


def plainly_joined(
    vectors_of: Mapping[str, Mapping[str, Vectors]], sums: Mapping[str, Sequence[Sum]], kappa: float | None
) -> dict[str, dict[str, Vectors]]:
    """Return w·mean of ads + (1−w)·description of every occupation; without κ, CareerBERT's equal weights."""
    found: dict[str, dict[str, Vectors]] = {}
    for language in LANGUAGES:
        found[language] = {}
        for uri, description in vectors_of[f"description_{language}"].items():
            plain, n = ads_centroid(sums.get(uri, [])), sum(one.n for one in sums.get(uri, []))
            weight = 0.0 if plain is None else 0.5 if kappa is None else n / (n + kappa)
            joint = (1 - weight) * description + (weight * plain if plain is not None else 0)
            found[language][uri] = unit(joint[None])[0]
    return found


def joined(
    vectors_of: Mapping[str, Mapping[str, Vectors]], sums: Mapping[str, Sequence[Sum]], kappa: float
) -> dict[str, dict[str, Vectors]]:
    """Return the job centroids of every occupation as the product makes them."""
    means, found = means_of(sums), {}
    for language in LANGUAGES:
        descriptions = vectors_of[f"description_{language}"]
        mean = np.mean(list(descriptions.values()), axis=0)
        found[language] = {
            uri: job_centroid(description, mean, sums.get(uri, []), language, means, kappa)
            for uri, description in descriptions.items()
        }
    return found


def interval(values: np.ndarray) -> tuple[float, float]:
    """Return the bounds of the bootstrap interval of the mean."""
    rng = np.random.default_rng(1)
    means = rng.choice(values, (1000, len(values))).mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def by_language(
    vectors_of: Mapping[str, Mapping[str, Vectors]],
    centroid_ads: Sequence[Known],
    ads: Sequence[Known],
    vectors: Mapping[str, Vectors],
) -> None:
    """Print description, CareerBERT's centroid and ours for the languages apart."""
    sums = sum_ads(centroid_ads, vectors)
    systems = {
        "description": {one: dict(vectors_of[f"description_{one}"]) for one in LANGUAGES},
        f"careerbert, κ = {KAPPA:g}": plainly_joined(vectors_of, sums, KAPPA),
        f"ours, κ = {KAPPA:g}": joined(vectors_of, sums, KAPPA),
    }
    print("by language, MRR@100 of all test ads: " + " → ".join(systems))
    for language in sorted({known.ad.language for known in ads}):
        some = [known for known in ads if known.ad.language == language]
        found = (reciprocal_ranks(occupations, some, vectors).mean() for occupations in systems.values())
        print(f"    {language}: {' → '.join(f'{value:.3f}' for value in found)} ({len(some):,} ads)")


@dataclass
class _Held:
    """The vectors of `occupation_vectors`, as the predictor asks for them."""

    uris: list[str]
    codes: list[str]
    parts: dict[tuple[str, str], Vectors]
    languages: tuple[str, ...] = LANGUAGES

    def part(self, name: str, language: str) -> Vectors:
        """Return the vectors of a part."""
        return self.parts[name, language]


def predictions(
    vectors_of: Mapping[str, Mapping[str, Vectors]],
    centroid_ads: Sequence[Known],
    ads: Sequence[Known],
    vectors: Mapping[str, Vectors],
) -> None:
    """Print how often the first prediction is right, by score, without and within the ISCO unit group."""
    taxonomy, _ = read_taxonomy(TAXONOMY, LANGUAGES)
    uris = list(vectors_of["label_en"])
    sums = sum_ads(centroid_ads, vectors)
    centroids = joined(vectors_of, sums, KAPPA)
    parts = {("label", one): np.array([vectors_of[f"label_{one}"][uri] for uri in uris]) for one in LANGUAGES}
    parts |= {("centroid", one): np.array([centroids[one][uri] for uri in uris]) for one in LANGUAGES}
    held = _Held(uris, [taxonomy.occupations[uri].code for uri in uris], parts)
    predictor = Predictor(held, means_of(sums))  # type: ignore[arg-type] # of the same shape as the index's
    found = []
    for known in ads:
        code = taxonomy.occupations[known.gold].code.split(".")[0]
        bare = JobAd("", "", "", language=known.ad.language)
        grouped = JobAd("", "", "", language=known.ad.language, isco_groups=tuple(code[:n] for n in (1, 2, 3, 4)))
        vector = vectors[known.ad.ad_id]
        found.append((known.gold, predictor.predict(bare, vector), predictor.predict(grouped, vector)))
    print("predicted occupations: share of ads with a prediction, first is right, one of three is right")
    for least in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6):
        kept = [(gold, free) for gold, free, _ in found if free and (free[0].score or 0) >= least]
        first = np.mean([free[0].uri == gold for gold, free in kept])
        three = np.mean([gold in {code.uri for code in free} for gold, free in kept])
        print(f"    no code, score ≥ {least:.1f}: {len(kept) / len(found):.2f}, {first:.2f}, {three:.2f}")
    first = np.mean([within[0].uri == gold for gold, _, within in found])
    three = np.mean([gold in {code.uri for code in within} for gold, _, within in found])
    print(f"    within the ISCO unit group: 1.00, {first:.2f}, {three:.2f}")


if __name__ == "__main__":
    main()
