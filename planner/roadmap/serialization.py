"""The roadmap as plain data: the shape of the JSON export."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from planner.domain.findings import Finding
from planner.domain.maturity import flat
from planner.roadmap.kpis import to_data
from planner.roadmap.records import FinishedStep, Placement
from planner.roadmap.roadmap import Roadmap


def roadmap_data(roadmap: Roadmap) -> dict[str, Any]:
    """The roadmap as plain data: the shape of the JSON export, described by ``planner schema roadmap``."""
    return {
        "schema": "https://journey-planner.example/schemas/roadmap.schema.json",
        "organisation": {"id": roadmap.organisation, "name": roadmap.name, "fictional": roadmap.fictional},
        "journey": {"id": roadmap.journey, "name": roadmap.journey_name, "version": roadmap.journey_version},
        "language": roadmap.language,
        "currency": roadmap.currency,
        "title": roadmap.title,
        "start": roadmap.calendar.start.isoformat(),
        "quarters": [
            {"label": label, "first_week": roadmap.calendar.begins[i]}
            for i, label in enumerate(roadmap.calendar.labels)
        ],
        "complete": roadmap.complete,
        "finish_week": roadmap.finish,
        "proof": _proof(roadmap),
        "sequencer": roadmap.sequencer,
        "scorers": dict(roadmap.scorers),
        "goals": {name: round(share, 6) for name, share in roadmap.goals.items()},
        "diagnosis": _diagnosis(roadmap),
        "stages": _stages(roadmap),
        "capabilities": _capabilities(roadmap),
        "peers": _peers(roadmap),
        "obligations": _obligations(roadmap),
        "kpis": to_data(roadmap.kpis or ()),
        "units": _units(roadmap),
        "beyond": _beyond(roadmap),
        "milestones": [{"week": m.week, "stage": m.stage, "phase": m.phase} for m in roadmap.milestones],
        "steps": [
            _step_data(p)
            | {"earliest_finish_week": roadmap.earliest[p.id], "naive_finish_week": roadmap.naive.get(p.id)}
            for p in roadmap.placements
        ],
        "finished": [_finished(one) for one in roadmap.finished],
        "numbers": dict(sorted(roadmap.numbers.items(), key=lambda one: one[1])),
        "critical_chain": list(roadmap.critical_chain),
        "left_out": [
            {
                "capability": o.capability,
                "name": o.name,
                "kind": o.kind,
                "text": o.text,
                "asked": o.asked,
                "wished": o.wished,
            }
            for o in roadmap.left_out
        ],
        "certificate": roadmap.certificate,
        "small_parts_to_owner": list(roadmap.small_parts_to_owner),
        "repairs": [{"kind": r.kind, "what": r.what, "amount": r.amount, "text": r.text} for r in roadmap.repairs],
        "changed": _changed(roadmap),
        "capacity": _capacity(roadmap),
        **_money(roadmap),
        "findings": [_finding(one) for one in roadmap.findings],
        "options": {
            kind: {name: dict(own) for name, own in plugins.items()} for kind, plugins in roadmap.options.items()
        },
        "warnings": list(roadmap.warnings),
    }


def _finding(one: Finding) -> dict[str, Any]:
    found = {"check": one.check, "weight": one.weight, "what": one.what, "mend": one.mend, "about": list(one.about)}
    return found | ({"by": one.by.isoformat(), "owner": one.owner} if one.by else {})


def _units(roadmap: Roadmap) -> list[dict[str, Any]]:
    return [
        asdict(one) | {"areas": list(map(asdict, one.areas)), "levels": dict(one.levels), "week": one.week}
        for one in roadmap.units or ()
    ]


def _finished(one: FinishedStep) -> dict[str, Any]:
    data = asdict(one)
    days = {"start_date": one.start_date, "end_date": one.end_date, "finished": one.finished}
    data |= {name: when and when.isoformat() for name, when in days.items()}
    data["finished_date"] = data.pop("finished")
    del data["stage_number"], data["owner_name"]
    return data


def _step_data(p: Placement) -> dict[str, Any]:
    return {
        "id": p.id,
        "number": p.number,
        "capability": p.capability,
        "name": p.name,
        "from_level": p.from_level,
        "to_level": p.to_level,
        "stage": p.stage,
        "area": p.area,
        "owner": p.owner,
        "start_week": p.start,
        "finish_week": p.finish,
        "start_date": p.start_date.isoformat(),
        "end_date": p.end_date.isoformat(),
        "effort": round(p.effort, 6),
        "cost": round(p.cost, 6),
        "run": round(p.run, 6),
        "value": round(p.value, 6),
        "priority": round(p.priority, 6),
        "scores": [
            {
                "scorer": s.scorer,
                "weight": s.weight,
                "raw": round(s.raw, 6),
                "normalised": round(s.normalised, 6),
                "parts": [{"name": part.name, "value": round(part.value, 6)} for part in s.parts],
            }
            for s in p.scores
        ],
        "reason": {
            "kind": p.reason.kind,
            "what": p.reason.what,
            "quarter": p.reason.quarter,
            "ready_week": p.reason.ready,
            "text": p.reason.text,
            "next_week": p.reason.next_start if p.reason.next_start >= 0 else None,
            "next_text": p.reason.next_text,
        },
        "needs": list(p.needs),
        "lags": dict(p.lags),
        "unlocks": list(p.unlocks),
        "target": p.is_target,
        "due": None if p.due_date is None else p.due_date.isoformat(),
        "due_by_law": p.due_by_law,
        "late_weeks": p.late_weeks,
        "slack_weeks": p.slack,
        "critical": p.critical,
        "done": p.done,
        **({"counted": p.counted} if p.counted else {}),
        **({"ask": {"from": p.ask_from.isoformat(), "whom": list(p.ask)}} if p.ask_from else {}),
        "eased": p.eased,
        "dragged_by": p.dragged,
        "mode": p.mode,
        "purposes": [{"kind": o.kind, "what": o.what, "name": o.name, "worth": o.worth} for o in p.purposes],
    }


def _changed(roadmap: Roadmap) -> dict[str, Any] | None:
    """The plan with the first change under which everything fits, in short."""
    changed = roadmap.changed
    change = next((repair for repair in roadmap.repairs if repair.organisation is not None), None)
    if changed is None or change is None:
        return None
    return {
        "with": change.text,
        "finish_week": changed.finish,
        "milestones": [{"week": m.week, "stage": m.stage, "phase": m.phase} for m in changed.milestones],
        "steps": [
            {
                "id": p.id, "name": p.name, "start_week": p.start, "finish_week": p.finish,
                "start_date": p.start_date.isoformat(), "end_date": p.end_date.isoformat(),
            }
            for p in changed.placements
        ],
    }  # fmt: skip


def _proof(roadmap: Roadmap) -> dict[str, Any]:
    return {
        "value": roadmap.proof.value,
        "bound": roadmap.proof.bound,
        "parts": [{"aim": part.aim, "value": part.value, "bound": part.bound} for part in roadmap.proof.parts],
        "optimal": roadmap.proof.optimal,
        "gap": None if roadmap.proof.gap is None else round(roadmap.proof.gap, 6),
        "all_fit": roadmap.proof.all_fit,
        "text": roadmap.proof.say(),
    }


def _diagnosis(roadmap: Roadmap) -> dict[str, Any]:
    return {
        "stage": roadmap.diagnosis.stage,
        "stage_number": roadmap.diagnosis.stage_number,
        "stage_name": roadmap.stage_name,
        "phase": roadmap.diagnosis.phase,
        "areas": [
            {
                "id": a.id,
                "name": roadmap.area_names[a.id],
                "mean_level": round(a.mean, 4),
                "at_level": list(a.at_level),
            }
            for a in roadmap.diagnosis.areas
        ],
        "next_stage_needs": [
            {"at_least": count, "of": flat(groups), "level": level}
            for count, groups, level in roadmap.diagnosis.next_steps
        ],
        "pockets": list(roadmap.diagnosis.pockets),
        "rootless": list(roadmap.diagnosis.rootless),
        "open_now": [{"capability": t.capability, "level": t.level} for t in roadmap.diagnosis.open_now],
        "stalls": [
            {"pattern": s.pattern, "title": s.title, "what": s.what, "unlock": list(s.unlock), "source": s.source}
            for s in roadmap.diagnosis.stalls
        ],
    }


def _stages(roadmap: Roadmap) -> list[dict[str, Any]]:
    return [
        {
            "id": s.id,
            "number": s.number,
            "name": s.name,
            "decides": s.decides,
            "funded_by": s.funded_by,
            "form": s.form,
        }
        for s in roadmap.stages
    ]


def _capabilities(roadmap: Roadmap) -> list[dict[str, Any]]:
    return [
        {
            "id": s.id,
            "name": s.name,
            "area": s.area,
            "stage": s.stage,
            "level": s.level,
            "planned": s.planned,
            "since": None if s.since is None else s.since.isoformat(),
        }
        for s in roadmap.standings
    ]


def _peers(roadmap: Roadmap) -> list[dict[str, Any]]:
    return [
        {
            "id": p.id,
            "finding": p.finding,
            "share": p.share,
            "who": p.who,
            "year": p.year,
            "source": p.source,
            "here": p.here,
            "history": p.history,
        }
        for p in roadmap.peers
    ]


def _obligations(roadmap: Roadmap) -> list[dict[str, Any]]:
    return [
        {
            "id": o.id,
            "name": o.name,
            "what": o.what,
            "source": o.source,
            "since": None if o.since is None else o.since.isoformat(),
            "status": o.status,
            "asks": list(o.asks),
            "text": o.text,
            "week": o.week,
            "day": None if o.day is None else o.day.isoformat(),
        }
        for o in roadmap.obligations
    ]


def _beyond(roadmap: Roadmap) -> dict[str, Any] | None:
    if roadmap.beyond is None:
        return None
    return {
        "stage_number": roadmap.beyond.stage_number,
        "stage_name": roadmap.beyond.stage_name,
        "phase": roadmap.beyond.phase,
        "next_number": roadmap.beyond.next_number,
        "next_name": roadmap.beyond.next_name,
        "asks": [
            {"at_least": count, "of": flat(groups), "level": level} for count, groups, level in roadmap.beyond.asks
        ],
    }


def _capacity(roadmap: Roadmap) -> list[dict[str, Any]]:
    return [
        {
            "role": u.role,
            "quarter": u.quarter,
            "capacity": None if u.capacity is None else round(u.capacity, 6),
            "run": round(u.run, 6),
            "work": round(u.work, 6),
        }
        for u in roadmap.capacity_use
    ]


def _money(roadmap: Roadmap) -> dict[str, Any]:
    quarters = [
        {
            "quarter": s.quarter,
            "budget": None if s.budget is None else round(s.budget, 6),
            "spend": round(s.spend, 6),
            **({"carries": True} if s.carries else {}),
        }
        for s in roadmap.budget_use
    ]
    return {"budget": quarters, **({"budget_left": roadmap.budget_left} if roadmap.budget_left else {})}
