"""How long the command line takes to begin: against bare Python, and against importing everything first.

python benchmarks/startup.py --runs 15
"""

from __future__ import annotations

import argparse
import os
import tempfile

from measure import COMMAND, PYTHON, Cost, run, spread

IMPORTS = "import jinja2, networkx, pydantic, pyoxigraph, pyvis.network, rapidfuzz, rdflib, rich.console, typer, yaml"
COMMANDS = {
    "bare Python": [PYTHON, "-c", "pass"],
    "khorasan-graph --help": [COMMAND, "--help"],
    "khorasan-graph path TTP ISK-P": [COMMAND, "path", "TTP", "ISK-P"],
    "importing everything": [PYTHON, "-c", IMPORTS],
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how fast the command line starts.")
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    costs: dict[str, list[Cost]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # outside any project, so that the shipped data are asked
        for number in range(arguments.runs + 1):
            for name, command in COMMANDS.items():
                cost = run(command)
                if number:
                    costs[name].append(cost)
        os.chdir("/")
    print(f"{arguments.runs} runs in turn, the first left out")
    for label, field in (("wall", "wall"), ("CPU", "cpu")):
        bare = [getattr(cost, field) for cost in costs["bare Python"]]
        print(f"\n{label + ', milliseconds':32}{'min':>8}  {'median':>8}  {'max':>8}")
        for name, spent in costs.items():
            print(f"{name:32}{spread([1000 * getattr(cost, field) for cost in spent], 0)}")
        print(f"{label}, times bare Python, run by run")
        for name, spent in costs.items():
            ratios = [getattr(cost, field) / least for cost, least in zip(spent, bare, strict=True)]
            print(f"{name:32}{spread(ratios, 1)}")


if __name__ == "__main__":
    main()
