"""A small ASGI service, asked 100 times over 8 threads, and 200 plans in a pool of processes: the answers are those of
one after the other, and memory stays flat. Prints what was found and ratios; exits 1 where an answer differs.

    python benchmarks/service.py --requests 100 --plans 200
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import planner

BANK = (Path(__file__).parents[1] / "examples" / "reches-bank.yaml").read_text("utf-8")
FAST: planner.Planning = {"sequencer": "list", "scope": "needed"}


def document(number: int) -> str:
    """One of twelve clients."""
    return BANK.replace(
        "organisation: reches-bank", f"organisation: client-{number % 12}\nas_of: 2027-07-{1 + number % 12:02}"
    )


def answer(text: str) -> bytes:
    roadmap = planner.plan(text, **FAST)
    return b"".join(planner.pages(roadmap, "svg")) + planner.pages(roadmap, "json")[0]


async def app(scope: dict, receive, send) -> None:
    """POST an organisation, get its roadmap."""
    body = (await receive())["body"]
    made = await asyncio.get_running_loop().run_in_executor(scope["pool"], answer, body.decode())
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": made})


async def ask(pool: ThreadPoolExecutor, text: str) -> bytes:
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": text.encode()}

    async def send(message: dict) -> None:
        sent.append(message)

    await app({"type": "http", "pool": pool}, receive, send)
    return sent[-1]["body"]


def memory() -> float:
    """Resident, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return (
        pages * os.sysconf("SC_PAGESIZE") / 2**20
        if pages
        else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    )


async def serve(pool: ThreadPoolExecutor, texts: list[str]) -> list[bytes]:
    return list(await asyncio.gather(*(ask(pool, text) for text in texts)))


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--requests", type=int, default=100)
    given.add_argument("--plans", type=int, default=200)
    asked = given.parse_args()
    began = time.perf_counter()
    known = {document(n): answer(document(n)) for n in range(12)}
    each = (time.perf_counter() - began) / 12
    wrong = 0
    texts = [document(n) for n in range(asked.requests)]
    with ThreadPoolExecutor(8) as pool:
        wrong += sum(known[t] != a for t, a in zip(texts, asyncio.run(serve(pool, texts)), strict=True))
        before, began = memory(), time.perf_counter()
        wrong += sum(known[t] != a for t, a in zip(texts, asyncio.run(serve(pool, texts)), strict=True))
        took, after = time.perf_counter() - began, memory()
    print(
        json.dumps({"requests": asked.requests, "wrong": wrong, "MB before": round(before), "MB after": round(after)})
    )
    print(f"8 threads / one after the other: {took / (each * asked.requests):.2f}")
    texts = [document(n) for n in range(asked.plans)]
    began = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        wrong += sum(known[t] != a for t, a in zip(texts, pool.map(answer, texts, chunksize=10), strict=True))
    print(
        f"2 processes / one after the other: {(time.perf_counter() - began) / (each * asked.plans):.2f}; wrong: {wrong}"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
