"""Arabic date strings read by Mahdar and by dateparser, on the table tests/cases/dates.tsv.

Run: python bench/dates.py > bench/results/dates.txt   (needs `pip install dateparser`)
dateparser reads in two ways, `parse` of the date's own words and `search_dates` in the text, and the better one counts.
Only what the table asks is compared: the year of a year, the month of a month. Where the table says that there is no
date, none may be given.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from dateparser import parse
from dateparser.search import search_dates

from mahdar.dates import find_dates, resolve

TABLE = Path(__file__).parent.parent / "tests" / "cases" / "dates.tsv"
Case = tuple[str, str | None, str, str]


def cases() -> list[tuple[str, Case]]:
    found, heading = [], ""
    for line in TABLE.read_text("utf-8").splitlines()[3:]:
        if line.startswith("#"):
            heading = line[2:]
        else:
            text, published, words, value, _ = line.split("\t")
            found.append((heading, (text, None if published == "-" else published, words, value)))
    return found


def ours(case: Case) -> bool:
    text, published, words, value = case
    found = {d.words: resolve(d, published) for d in find_dates(text)}
    if value == "none":
        return not any(found.values())
    return words in found and (found[words] or "-") == value


def theirs(case: Case) -> bool:
    text, published, words, value = case
    settings = {"RELATIVE_BASE": datetime.fromisoformat(published or "2015-07-20"), "DATE_ORDER": "DMY"}
    settings["PREFER_DATES_FROM"] = "past"
    searched = search_dates(text, languages=["ar"], settings=settings) or []
    answers = [found for _, found in searched]
    if value in ("none", "-"):
        return not answers
    whole = parse(words, languages=["ar"], settings=settings)
    return any(found is not None and found.date().isoformat()[: len(value)] == value for found in (*answers, whole))


def main() -> None:
    warnings.simplefilter("ignore")
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for heading, case in cases():
        for name in (heading, "all"):
            held = tally[name]
            tally[name] = [held[0] + 1, held[1] + ours(case), held[2] + theirs(case)]
    print(f"{'':62}  strings  mahdar  dateparser {version('dateparser')}")
    for heading in [*(name for name in tally if name != "all"), "all"]:
        total, here, there = tally[heading]
        print(f"{heading:62}  {total:7}  {here:6}  {there:10}")


if __name__ == "__main__":
    main()
