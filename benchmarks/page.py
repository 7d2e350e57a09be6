"""How soon the chat is there, and how soon an answer is painted, beside what the engine alone needs.

`python -m benchmarks.page [--write]`. Needs Chromium. Every figure is a ratio within the same call.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.speed import HELD_OUT, PAGE, PLAIN, RIGHT
from benchmarks.speed_load import messages
from benchmarks.speed_peers import Peer, callguide
from benchmarks.speed_table import QUIET, about, replace_between_markers
from bot import log as logs
from bot.web.engine import EngineClient

MARKERS = ("<!-- page: begin -->", "<!-- page: end -->")
ROUNDS, TEXTS = 5, 60
PAINTED = (
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
)
READY = f"""async () => {{
  const chat = document.querySelector("callguide-chat");
  while (!chat.classList.contains("ready")) await new Promise(requestAnimationFrame);
  return await {PAINTED};
}}"""
LOADED = f"async () => await {PAINTED}"
SEND = f"""async (text) => {{
  const [field, log] = [document.querySelector("#message"), document.querySelector(".messages")];
  const replies = () => log.querySelectorAll(".message.bot:not(.dots)").length;
  const before = replies();
  field.value = text;
  const began = performance.now();
  const answered = new Promise((done) => new MutationObserver((_, watch) => {{
    if (replies() > before) {{ watch.disconnect(); done(); }}
  }}).observe(log, {{ childList: true }}));
  field.form.requestSubmit();
  await answered;
  return await {PAINTED} - began;
}}"""


def main() -> None:
    """Measure, print, and keep it where that is wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    given = parser.parse_args()
    logs.configure("error")
    run = {"command": "make bench-page", **about()}
    with tempfile.TemporaryDirectory(prefix="callguide-page-") as folder:
        peer = callguide(Path(folder) / "run")
        try:
            peer.wait_for(RIGHT["callguide"], PLAIN)
            run["rows"] = asyncio.run(measure(peer, ROUNDS, TEXTS))
        finally:
            peer.end()
    print(report(run))
    if given.write:
        page = replace_between_markers(PAGE.read_text(encoding="utf-8"), report(run), MARKERS)
        PAGE.write_text(page, encoding="utf-8")


async def measure(peer: Peer, rounds: int, texts: int) -> list[dict[str, Any]]:
    """Milliseconds of every round: opening both pages, and each sentence by page and by engine alone."""
    opening: dict[str, list[float]] = {"chat": [], "plain page": []}
    answers: dict[str, list[float]] = {"painted": [], "engine": []}
    ratios: list[float] = []
    said = messages(HELD_OUT, texts)
    engine = EngineClient(*peer.engine)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for number in range(rounds):
            opening["plain page"].append(await _open(browser, f"{peer.url}/chat", LOADED))
            page = await _page(browser, f"{peer.url}/")
            opening["chat"].append(await page.evaluate(READY))
            each = [await _both(page, engine, one, turn) for turn, one in enumerate(said[number::rounds])]
            for name in answers:
                answers[name].append(median(one[name] for one in each))
            ratios.append(median(one["painted"] / one["engine"] for one in each))
            await page.context.close()
        await browser.close()
    await engine.close()
    pairs = zip(opening["chat"], opening["plain page"], strict=True)
    return [
        _row("opening to ready / the page without JavaScript", [one / two for one, two in pairs], opening),
        _row("sending to painted answer / the engine alone", ratios, answers),
    ]


async def _both(page: Page, engine: EngineClient, text: str, turn: int) -> dict[str, float]:
    """One sentence both ways; every other time the engine alone comes first."""
    times: dict[str, float] = {}
    for name in ("painted", "engine") if turn % 2 else ("engine", "painted"):
        if name == "painted":
            times[name] = await page.evaluate(SEND, text)
            await page.locator("callguide-chat .dots").wait_for(state="detached")
        else:
            began = time.perf_counter()
            await engine.ask(f"page-{uuid4().hex}", text, "web", "the benchmark")
            times[name] = (time.perf_counter() - began) * 1000
    return times


async def _open(browser: Browser, url: str, until: str) -> float:
    page = await _page(browser, url)
    taken = float(await page.evaluate(until))
    await page.context.close()
    return taken


async def _page(browser: Browser, url: str) -> Page:
    """A page in a browser that has nothing in store."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    await page.goto(url, wait_until="commit")
    await page.wait_for_selector("h1", state="attached")
    return page


def _row(what: str, ratios: list[float], times: dict[str, list[float]]) -> dict[str, Any]:
    return {"what": what, "ratios": ratios, "ms": {name: median(each) for name, each in times.items()}}


def report(run: dict[str, Any]) -> str:
    """When and where, then a row a ratio: median, least and most of the rounds."""
    lines = [
        f"- {run['date']}, `{run['command']}`, commit {run['commit']}",
        f"- {run['cores']} cores, {run['cpu']}; load at the start {run['load']}",
        *(
            ["- the machine was busy at the start: no time here can be trusted"]
            if run["load"] >= QUIET
            else []
        ),
        "",
        "| measure | median | least - most | rounds | medians, ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in run["rows"]:
        ratios = row["ratios"]
        seen = ", ".join(f"{name} {value:.0f}" for name, value in row["ms"].items())
        span = f"{min(ratios):.3g} - {max(ratios):.3g}"
        lines.append(f"| {row['what']} | {median(ratios):.3g} | {span} | {len(ratios)} | {seen} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
