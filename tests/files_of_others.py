"""Small files of the formats that are read, of our own making: what the contract is tried on, and what mutants are made of."""

from __future__ import annotations

import io

import xlsxwriter

LEVELS = b"capability;level;target;was;evidence\nbasic-presence;2;3;1;a list\nhouse-rules;1;2;;\n"


def _workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Levels")
        for row, cells in enumerate([("capability", "level"), ("basic-presence", 2), ("house-rules", 1)]):
            page.write_row(row, 0, cells)
    return out.getvalue()


GANTT = """\
---
title: above the chart
---
gantt
  title A plan
  dateFormat YYYY-MM-DD
  %% nobody reads this
  section Build
  Pipeline :crit, a1, 2027-01-04, 30d
  Tests: done, a2, after a1, 2w
  section Run
  Go live :milestone, m1, after a2, 0d
  Watch   :after m1 a2, 2027-03-01
  a line that is none
"""
TIMELINE = """\
timeline
    title History
    section Early
      2004 : Facebook : Google
      2005 : YouTube
    section Late
      2006 : Twitter
           : More
      2007
"""
OPML = """\
<opml version="2.0"><head/><body>
<outline text="Channels" _note="all of them"><outline text="Presence" level="1" _note="be there"/>
<outline text="Care" level="2" needs="Presence"/><outline text="Odd" level="many"/></outline>
<outline text="Loose"/><outline/></body></opml>
"""
DOT = """\
digraph { subgraph cluster_a { label="Build"; a [label="One\\nmore" level=1]; b [label="Two" level=2] }
a -> b; c -> a; d [level=x] }
"""
TABLE = """\
Key;Practice;Domain;Tier;Depends on;Owner
P1;Plan;Gov;Basic;;x
P2;Do;Gov;Advanced;P1, P9;y
P3;Check;Ops;Expert;P2;z
P4;;Ops;Basic;P2;z
"""
MAPPING = """\
name: Practice
id: Key
area: Domain
level: Tier
levels: {Basic: 1, Advanced: 2}
needs: Depends on
"""

OF_IMPORTERS = {
    "xlsx": _workbook(), "mermaid": GANTT.encode(), "opml": OPML.encode(), "dot": DOT.encode(),
    "activities": b"Dimension:\n  Sub:\n    One: {level: 1}\n    Two: {level: 2, dependsOn: [One]}\n",
    "mapped": b"- {name: Plan, level: 1, area: Gov}\n- {name: Do, level: 2, area: Gov, needs: [Plan]}\n",
}  # fmt: skip
SEEDS = {
    "plan.mmd": GANTT.encode(), "history.mmd": TIMELINE.encode(), "map.opml": OPML.encode(), "graph.dot": DOT.encode(),
    "list.csv": TABLE.encode(), "levels.csv": LEVELS, "levels.xlsx": OF_IMPORTERS["xlsx"],
    "model.yaml": OF_IMPORTERS["activities"],
}  # fmt: skip
"""By the name of the file."""
