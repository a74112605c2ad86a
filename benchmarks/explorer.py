"""The explorer in a real browser, beside the page that pyvis itself would write of the same graph, in the same run.

    python benchmarks/explorer.py [--root DIR] [--runs N]

Measured in headless Chromium without a GPU: the size of the file, the time until the first frame that can be used, a
step of the as-of slider, and the frames per second while the picture is dragged. pyvis's page is given what it would
otherwise fetch (its script is inlined by pyvis; the style sheet it asks a server for is answered with nothing), so the
network is not part of the comparison; it counts as usable when its layout has come to rest.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from khorasan_graph import project, to_networkx
from khorasan_graph.explorer import render
from khorasan_graph.model.knowledge_base import KnowledgeBase

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE = 300.0

SLIDER_STEP = """
() => new Promise((done) => {
  const slider = document.getElementById("slider"), times = [];
  const last = Number(slider.max), steps = 40;
  let step = 0;
  const next = () => {
    if (step === steps) return done(times);
    step += 1;
    slider.value = String(Math.round(last - (last * 0.5 * step) / steps));
    const begin = performance.now();
    slider.dispatchEvent(new Event("input"));
    // Drawn on the next frame; whatever is left to do is done before the one after it.
    requestAnimationFrame(() => requestAnimationFrame(() => { times.push(performance.now() - begin); next(); }));
  };
  next();
})
"""

SLIDER_WORK = """
() => {
  const slider = document.getElementById("slider"), times = [];
  const last = Number(slider.max), steps = 40;
  for (let step = 1; step <= steps; step += 1) {
    slider.value = String(Math.round(last - (last * 0.5 * step) / steps));
    const begin = performance.now();
    slider.dispatchEvent(new Event("input"));
    times.push(performance.now() - begin);
  }
  return times;
}
"""

COUNT_FRAMES = """
() => {
  window.__frames = 0;
  window.__counting = true;
  const count = () => { window.__frames += 1; if (window.__counting) requestAnimationFrame(count); };
  requestAnimationFrame(count);
}
"""


def explorer_page(browser: Browser, path: Path) -> dict[str, float]:
    """Open the explorer once and measure it."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    begin = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    wait(page, "document.body && document.body.dataset.ready === 'yes'")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    ready = time.perf_counter() - begin
    steps = page.evaluate(SLIDER_WORK)
    shown = page.evaluate(SLIDER_STEP)
    page.evaluate("() => { location.hash = '#date=all'; }")
    page.wait_for_timeout(500)
    rate = drag(page, "#canvas")
    page.close()
    return {"ready": ready, "step": statistics.median(steps), "shown": statistics.median(shown), "fps": rate}


def pyvis_page(browser: Browser, path: Path) -> dict[str, float]:
    """Open pyvis's own page once; usable when its physics rests."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.route("http*://**", lambda route: route.fulfill(status=200, body=""))
    begin = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    wait(page, "typeof network !== 'undefined' && network !== undefined")
    page.evaluate("() => { network.once('stabilizationIterationsDone', () => { window.__rests = true; }); }")
    wait(page, "window.__rests")
    ready = time.perf_counter() - begin
    page.close()
    return {"ready": ready}


def wait(page: Page, expression: str) -> None:
    begin = time.perf_counter()
    while time.perf_counter() - begin < PATIENCE:
        if page.evaluate(f"Boolean({expression})"):
            return
        time.sleep(0.01)
    raise SystemExit(f"waited {PATIENCE:.0f} s in vain for: {expression}")


def drag(page: Page, selector: str) -> float:
    """Frames per second while the picture is dragged around for two seconds."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + box["height"] - 30
    before = page.evaluate("khorasan.onScreen(khorasan.visibleEntities()[0])")
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT_FRAMES)
    begin = time.perf_counter()
    step = 0
    while time.perf_counter() - begin < 2:
        step += 1
        page.mouse.move(x + (step % 60) * 4, y - (step % 40) * 4)
    spent = time.perf_counter() - begin
    frames: Any = page.evaluate("() => { window.__counting = false; return window.__frames; }")
    page.mouse.up()
    if page.evaluate("khorasan.onScreen(khorasan.visibleEntities()[0])") == before:
        raise SystemExit("the picture was not dragged")
    return float(frames) / spent


def plain_pyvis(base: KnowledgeBase, path: Path) -> None:
    """The same graph as a user of pyvis would draw it."""
    from pyvis.network import Network

    graph = to_networkx(base)
    network = Network(height="900px", width="100%", directed=True, cdn_resources="in_line")
    for node in graph.nodes:
        network.add_node(node, label=base.entities[node].name)
    for start, end, key in graph.edges(keys=True):
        network.add_edge(start, end, title=base.relations[key].type if key in base.relations else "")
    path.write_text(network.generate_html(notebook=False), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=None, help="the project; left out, the shipped data")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    base = project.load(arguments.root).knowledge_base
    if base is None:
        raise SystemExit("the data have errors")
    chromium = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours, theirs = Path(folder) / "explorer.html", Path(folder) / "pyvis.html"
        begin = time.perf_counter()
        ours.write_text(render(base), encoding="utf-8")
        spent = time.perf_counter() - begin
        print(f"{len(base.entities)} entities, {len(base.relations)} ties; rendered in {spent:.2f} s")
        print(f"file: {ours.stat().st_size / 1e6:.2f} MB")
        plain_pyvis(base, theirs)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        runs = [(explorer_page(browser, ours), pyvis_page(browser, theirs)) for _ in range(arguments.runs)]
        browser.close()
    for key, words, unit, scale in (
        ("ready", "first usable frame", "s", 1),
        ("step", "slider step, work", "ms", 1),
        ("shown", "slider step, until drawn", "ms", 1),
        ("fps", "dragging, frames per second", "", 1),
    ):
        print(f"{words:32}{statistics.median(run[key] for run, _ in runs) * scale:10.2f} {unit}")
    print(f"{'pyvis: first usable frame':32}{statistics.median(run['ready'] for _, run in runs):10.2f} s")
    print(f"{'times faster':32}{statistics.median(their['ready'] / our['ready'] for our, their in runs):10.1f}")


if __name__ == "__main__":
    main()
