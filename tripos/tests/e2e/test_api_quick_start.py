"""The quick start of docs/api.md: each command run as it is printed, on the demo's site."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from tripos.run.setup import root
from tripos.run.start import DEMO_PASSWORD
from tripos.testing.site import Site

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """The shell blocks of the quick start, in order."""
    text = (root() / "docs" / "api.md").read_text()
    part = text.partition("## Quick start\n")[2].partition("\n## ")[0]
    return BLOCK.findall(part)


def test_the_five_commands_work_as_printed_and_end_in_a_planned_trip(site: Site, tmp_path: Path) -> None:
    setting, *curls = commands()
    assert len(curls) == 5 and all(command.startswith("curl ") for command in curls)
    assert f"PASSWORD={DEMO_PASSWORD}" in setting
    who = dict(pair.split("=", 1) for pair in setting.split()[1:])
    environment = {"PATH": os.environ["PATH"], **who, "TRIPOS": site.url}
    said = []
    for command in curls:
        done = subprocess.run(
            ["/bin/bash", "-o", "pipefail", "-c", command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}\n{site.logs()}"
        said.append(done.stdout)
    assert any("Ateneum" in row["location"]["name"] for row in json.loads(said[1])["results"]), said[1]
    plan = json.loads((tmp_path / "plan.json").read_text())["plan"]
    assert len(plan["days"]) == 3 and plan["checked"]
    made, found = json.loads(said[3]), json.loads(said[4])["results"][0]
    assert found["id"] == made["id"] and found["destination"] == "Helsinki"
    assert {item["day_number"] for item in found["itinerary_items"]} == {1, 2, 3}
    assert sum(len(day["stops"]) for day in plan["days"]) == len(found["itinerary_items"])
    assert found["budget"]["total_budget"] == "600.00"
