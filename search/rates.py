"""Selection rates by group, and the four-fifths rule (29 CFR 1607.4 D).

A group's rate is selected / people. A rate below four fifths of the highest is a sign of adverse impact, no proof; with few people
it may be chance, which Fisher's exact test tells of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

SMALL = 30
"""people in a group below which its rate is a matter of few decisions"""


@dataclass(frozen=True, slots=True)
class GroupRate:
    """One group. `ratio` is its rate over the highest rate; `p` is the two-sided p of Fisher's exact test against that group.

    `ratio` and `p` are None where nobody is selected anywhere; `p` also for the group with the highest rate itself.
    """

    group: str
    total: int
    selected: int
    rate: float
    ratio: float | None
    p: float | None
    flagged: bool
    small: bool


def selection_rates(people: Iterable[tuple[str, bool]]) -> list[GroupRate]:
    """Return the rates for (group, selected) of each person; highest rate first, ties by name."""
    totals, selected = Counter[str](), Counter[str]()
    for group, chosen in people:
        totals[group] += 1
        selected[group] += chosen
    rates = {group: selected[group] / total for group, total in totals.items()}
    order = sorted(totals, key=lambda group: (-rates[group], group))
    if not order:
        return []
    best = order[0]
    found = []
    for group in order:
        ratio = rates[group] / rates[best] if rates[best] else None
        p = None
        if group != best and rates[best]:
            p = fisher(selected[group], totals[group], selected[best], totals[best])
        # in whole numbers: 3 of 5 is exactly four fifths of 3 of 4, and a quotient of floats is less
        flagged = 5 * selected[group] * totals[best] < 4 * selected[best] * totals[group]
        found.append(GroupRate(group, totals[group], selected[group], rates[group], ratio, p, flagged, totals[group] < SMALL))
    return found


def fisher(one: int, of_one: int, other: int, of_other: int) -> float:
    """Return the two-sided p of Fisher's exact test for one/of_one against other/of_other: exact, with integers."""
    chosen = one + other
    ways = {
        count: comb(of_one, count) * comb(of_other, chosen - count)
        for count in range(max(0, chosen - of_other), min(of_one, chosen) + 1)
    }
    return sum(way for way in ways.values() if way <= ways[one]) / sum(ways.values())
