"""Hundreds of resumes against one job: read, without identity, one by one, so that a run can be killed and goes on.

folder, zip, uploads ─▶ sources ─▶ work ─▶ table (screening.sqlite) ─▶ ranking ─▶ log (rankings.jsonl)
                                    ├─ people: whose copies they are, by keyed hashes
                                    └─ search.screening: gates and criteria
erase: one person out of all of it
"""

from typing import Literal

Decided = Literal["invite", "hold", "decline"]
"""what a person decides on a resume"""
