"""How long the calculator in a browser takes to answer: `python benchmarks/browser.py RUNTIME`.

RUNTIME is the folder of the npm package that has Python for a browser. It needs the extra `browser` and Chromium. The
goals: the first answer within 6 s, within 2 s on a second visit, and each dial within 50 ms. A visit is timed from the
click on its address to the answer on the page, and so is a dial, from its change to the end of the frame that shows it.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from calculator_pages import CLIP, SOON
from picture_page import BROWSERS
from serving import served

VISITS = 5
WINDOW = {"width": 1280, "height": 900}
DIALS = 100
TURN = """async ({name, values, turns}) => {
    const times = [];
    for (let at = 0; at < turns; at += 1) {
        const shown = new Promise((done) => {
            const watch = new MutationObserver(() => {
                watch.disconnect();
                requestAnimationFrame(() => setTimeout(done));
            });
            watch.observe(document.getElementById("answer"), { childList: true });
        });
        const start = performance.now();
        set(name, values[at % values.length]);
        await shown;
        times.push(performance.now() - start);
        while (document.querySelector("[aria-busy=true]")) await new Promise((done) => setTimeout(done, 5));
    }
    return times;
}"""
"""Turns a dial, again and again, and times until its answer has been drawn; what is slower may end before the next."""


def renderers() -> int:
    """The bytes that the processes of pages hold by themselves."""
    held = 0
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (one / "cmdline").read_bytes():
                lines = (one / "smaps_rollup").read_text().splitlines()
                held += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))
        except OSError:  # it has ended meanwhile
            continue
    return held


def visit(context: Any, url: str) -> tuple[float, Any]:
    """The seconds from a click on the address to the answer on the page; the page."""
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{url}#{CLIP}")
    page.locator("#answer .figure").first.wait_for(timeout=SOON)
    taken = time.perf_counter() - start
    page.locator("html[data-ready=true]").wait_for(timeout=SOON, state="attached")
    return taken, page


def main(runtime: str) -> None:
    """Builds the site, serves it, and prints what was measured."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # `--help` of nothing else needs it

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "public"
        line = [sys.executable, "-m", "creditcalc", "site", "-o", str(site), "--runtime", runtime]
        subprocess.run(line, env={**os.environ, "XDG_CACHE_HOME": folder}, check=True)
        files = [one.read_bytes() for one in site.iterdir()]
        print(f"bytes: {sum(map(len, files))} in {len(files)} files")
        with served(site) as url:
            for where, start in (("server", url), ("disk", f"{(site / 'index.html').as_uri()}")):
                cold, warm, page = [], [], None
                for _ in range(VISITS):
                    with TemporaryDirectory() as profile:
                        context = playwright.chromium.launch_persistent_context(
                            profile,
                            executable_path=program,
                            args=["--no-sandbox"],
                            viewport=WINDOW,
                        )
                        taken, page = visit(context, start)
                        cold.append(taken)
                        if where == "server":
                            page.evaluate("navigator.serviceWorker.ready")
                        page.wait_for_timeout(2000)
                        page.close()
                        taken, page = visit(context, start)
                        warm.append(taken)
                        page.close()
                        context.close()
                print(
                    f"{where}: first answer {median(cold):.1f} s ({min(cold):.1f} to {max(cold):.1f}), "
                    f"on a second visit {median(warm):.1f} s ({min(warm):.1f} to {max(warm):.1f})"
                )
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            _, page = visit(browser.new_context(), url)
            page.wait_for_timeout(1000)
            print(f"memory of the tab and its worker: {renderers() / 1e6:.0f} MB")
            for name, values in (("seconds", ["4", "6", "8"]), ("resolution", ["720p", "1080p", "4k"])):
                times = sorted(page.evaluate(TURN, {"name": name, "values": values, "turns": DIALS}))
                half, most = times[DIALS // 2], times[DIALS * 95 // 100]
                print(f"{name}: a turn {half:.0f} ms, 95 in 100 within {most:.0f} ms, all within {times[-1]:.0f} ms")
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
