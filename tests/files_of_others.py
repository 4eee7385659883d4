"""Small files of the formats that are read, of our own making: what the contract is tried on, and what mutants are made of."""

from __future__ import annotations

import io
import zipfile

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


def _task(uid: int, name: str, depth: int, *more: str) -> str:
    return f"<Task><UID>{uid}</UID><Name>{name}</Name><OutlineLevel>{depth}</OutlineLevel>{''.join(more)}</Task>"


def _link(uid: int, kind: int = 1, lag: int = 0) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag>"
        "</PredecessorLink>"
    )


WEEK = 24_000  # of a lag: tenths of a minute in 40 hours
PROJECT = (
    '<?xml version="1.0" encoding="utf-8"?><Project xmlns="http://schemas.microsoft.com/project">'
    "<MinutesPerWeek>2400</MinutesPerWeek><Tasks>"
    + _task(0, "The project", 0, "<Summary>1</Summary>")
    + _task(1, "Build", 1, "<Summary>1</Summary>")
    + _task(2, "Plan", 2, "<Duration>PT80H0M0S</Duration><Work>PT60H0M0S</Work><Notes>why</Notes>")
    + _task(3, "Make", 2, "<Duration>PT100H0M0S</Duration><PercentComplete>40</PercentComplete>", _link(2, 1, 2 * WEEK))
    + _task(4, "Run", 1, "<Summary>1</Summary>", _link(1))
    + _task(5, "Launch", 2, "<Duration>PT0H0M0S</Duration><Milestone>1</Milestone>", _link(3, 1, -WEEK), _link(1))
    + _task(6, "Watch", 2, "<Duration>PT40H0M0S</Duration>", _link(5, 3), _link(3))
    + _task(7, "Never", 2, "<Active>0</Active>")
    + "</Tasks></Project>"
)
MODEL = """\
Build:
  Process:
    Defined build: {uuid: u-1, level: 1}
    Signed artifacts: {uuid: u-2, level: 2, dependsOn: [u-1]}
    Reproducible build: {uuid: u-3, level: 3}
"""
OUR_MODEL = MODEL.replace("Defined build", "Basic presence").replace("Signed artifacts", "House rules")
"""With names that become ids of our own journey."""
PROGRESS = """\
progress:
  u-1:
    A: {Planned: 2026-01-02, Started: 2026-02-01, Implemented: 2026-03-02}
    B: {Implemented: 2026-05-01}
  u-2:
    A: {Implemented: 2026-04-01}
    B: {Started: 2026-06-01, Dreamt of: 2026-06-02}
  u-3:
    A: {Planned: 2027-01-01}
  u-9:
    A: {Implemented: 2026-04-01}
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


def _samm() -> bytes:
    """Two practices of SAMM with a stream each: one file for each object, which refer to each other by id."""
    files = {f"maturity_levels/{n}.yml": f"id: m{n}\nnumber: {n}\ntype: MaturityLevel\n" for n in (1, 2, 3)}
    for short, practice, stream in (("SM", "Strategy", "Plan and Measure"), ("EG", "Education", "Training")):
        files[f"security_practices/G-{short}.yml"] = f"id: p{short}\nname: {practice}\ntype: Practice\n"
        files[f"streams/G-{short}-A.yml"] = f"id: s{short}\npractice: p{short}\nname: {stream}\ntype: Stream\n"
        for n in (1, 2, 3):
            files[f"practice_levels/G-{short}-{n}.yml"] = (
                f"id: l{short}{n}\npractice: p{short}\nmaturityLevel: m{n}\ntype: PracticeLevel\n"
            )
            files[f"activities/G-{short}-{n}-A.yml"] = (
                f"id: a{short}{n}\nstream: s{short}\nlevel: l{short}{n}\ntitle: Step {n}\ntype: Activity\n"
            )
            files[f"questions/G-{short}-{n}-A.yml"] = (
                f"id: q{short}{n}\nactivity: a{short}{n}\ntext: Do you step {n}?\ntype: Question\n"
            )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"core-main/model/{name}"), f"---\n# made up\n{text}")
        archive.writestr(zipfile.ZipInfo("core-main/de/G-SM-1-A.yml"), "id: aSM1\ntitle: Schritt\ntype: Activity\n")
    return out.getvalue()


OF_IMPORTERS = {
    "samm": _samm(), "dsomm": f"{PROGRESS}---\n{OUR_MODEL}".encode(), "msproject": PROJECT.encode(), "xlsx": _workbook(), "mermaid": GANTT.encode(), "opml": OPML.encode(), "dot": DOT.encode(),
    "activities": b"Dimension:\n  Sub:\n    One: {level: 1}\n    Two: {level: 2, dependsOn: [One]}\n",
    "mapped": b"- {name: Plan, level: 1, area: Gov}\n- {name: Do, level: 2, area: Gov, needs: [Plan]}\n",
}  # fmt: skip


def _in_one(archive: bytes) -> bytes:
    """The English files of an archive, one after the other."""
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist() if "/model/" in name)


SEEDS = {
    "plan.mmd": GANTT.encode(), "history.mmd": TIMELINE.encode(), "map.opml": OPML.encode(), "graph.dot": DOT.encode(),
    "list.csv": TABLE.encode(), "levels.csv": LEVELS, "levels.xlsx": OF_IMPORTERS["xlsx"], "samm.zip": OF_IMPORTERS["samm"], "samm.yaml": _in_one(OF_IMPORTERS["samm"]), "plan.xml": PROJECT.encode(), "progress.yaml": OF_IMPORTERS["dsomm"],
    "model.yaml": OF_IMPORTERS["activities"],
}  # fmt: skip
"""By the name of the file."""
