import json

from gateline.report.gitlab_container_scanning import render
from tests.builders import a_finding, a_report
from tests.report.screen import shown


def test_it_speaks_of_its_own_kinds_only() -> None:
    kinds = ["image", "sca"]
    report = a_report([a_finding(kind=kind, message=kind) for kind in kinds])
    document = json.loads(shown(render, report))
    assert document["scan"]["type"] == "container_scanning"
    assert [one["description"].split("\n")[0] for one in document["vulnerabilities"]] == kinds[:-1]
