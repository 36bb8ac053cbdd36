"""One report that has something of everything, for golden files."""

from gateline.model.assessed import Assessed
from gateline.model.finding import Edit, Fix, Origin, Role
from gateline.model.report import Report, RuleInfo
from gateline.model.verdict import RuleCount
from tests.builders import (
    a_component,
    a_finding,
    a_gap,
    a_location,
    a_report,
    a_rule_info,
    a_step,
    a_verdict,
    a_waiver_use,
    an_assessed,
)

TOKEN, INJECTION, NETWORK, PACKAGE, PASSWORD = (f"{digit}{digit:0>31}" for digit in "12345")


def exemplar() -> Report:
    """Blocked: a token at three places and an injection with trace and fix. Warned, reported and waived: one each. Four gaps."""
    verdict = a_verdict(
        "fail",
        reasons=["a secret and an injection block stage commit", "rule no-secrets blocks secrets of confidence high"],
        blocked=[TOKEN, INJECTION],
        warned=[NETWORK],
        reported=[PACKAGE],
        waived=[PASSWORD],
        rules=[RuleCount("no-secrets", "block", 5, 2, 1), RuleCount("open-network", "warn", 5, 1, 0)],
        waivers=[
            a_waiver_use(PASSWORD, "used", "test data, until 2030-01-01"),
            a_waiver_use("8" * 32, "invalid", "expired on 2026-03-01"),
            a_waiver_use("9" * 32, "stale"),
        ],
        gaps=[
            a_gap("data/a.bin"),
            a_gap("data/b.bin"),
            a_gap("dist/app.zip!/inner.zip", "source", "limit", "deeper than 4 archives: raise limits.depth in the policy"),
            a_gap("", "secrets", "empty"),
        ],
    )
    return a_report(_findings(), verdict, engines=("secrets", "sast"), components=[a_component()], rules=_rules())


def _findings() -> list[Assessed]:
    injection = a_finding(
        "src/api/search.py:41:12",
        rule="sast/python-sql-injection",
        kind="sast",
        message="Data of the request reaches `cursor.execute` without a parameter",
        severity="high",
        confidence="medium",
        evidence=["the value is concatenated"],
        preview='    cursor.execute("select * from items where name = \'" + q + "\'")',
        trace=[
            a_step("src/api/search.py:33:9", Role.SOURCE, "`request.args` is read"),
            a_step("src/api/search.py:41:12", Role.SINK, "`q` is concatenated into the query"),
        ],
        related=["src/api/db.py:3:1"],
        fixes=[Fix("Pass `q` as a parameter", (Edit(a_location("src/api/search.py:41:12", 9), "cursor.execute(sql, [q])"),))],
    )
    network = a_finding(
        "infra/main net.tf:7:3",
        rule="iac/open-security-group",
        kind="iac",
        message="`aws_security_group.bastion` admits 0.0.0.0/0 on port 22",
        severity="medium",
        evidence=[],
        preview='cidr_blocks = ["0.0.0.0/0"]',
    )
    package = a_finding(
        "uv.lock:210:1",
        rule="sca/GHSA-9wx4-h78v-vm56",
        kind="sca",
        message="requests 2.30.0 leaks proxy credentials",
        severity="medium",
        evidence=[],
        preview="",
        subject="pkg:pypi/requests@2.30.0",
    )
    password = a_finding(
        "tests/data.py:5:12",
        rule="secrets/password",
        message="Password in an assignment",
        severity="low",
        confidence="low",
        preview='password = "hun…"',
        evidence=[],
        origin=Origin("ab" * 20, "Ada <ada@example.org>", "2024-05-03T10:11:12+02:00", in_head=True),
        ignored="test data",
    )
    return [
        an_assessed(a_finding(occurrences=["deploy/old.env:3:14", "src/settings.py:88:20"]), TOKEN, is_new=True, rank=905),
        an_assessed(injection, INJECTION, is_new=True, rank=640),
        an_assessed(network, NETWORK, is_new=False, rank=300),
        an_assessed(package, PACKAGE, is_new=False, rank=200, cvss=6.1, epss=0.02, is_reachable=False),
        an_assessed(password, PASSWORD, rank=100),
    ]


def _rules() -> list[RuleInfo]:
    return [
        a_rule_info(
            "iac/open-security-group",
            title="Security group open to the internet",
            why="Port 22 reachable by everyone is tried by bots within minutes.",
            fix="Limit `cidr_blocks` to the addresses that need it.",
            severity="medium",
            cwe=[284],
            references=[],
        ),
        a_rule_info(
            "sast/python-sql-injection",
            title="SQL built from request data",
            why="Whoever writes the query's text reads and changes the database.\n\nParameters are sent apart from it.",
            fix='Pass values as parameters:\n`cursor.execute("… where id = %s", [id])`.',
            severity="high",
            confidence="medium",
            cwe=[89],
            references=["https://owasp.org/www-community/attacks/SQL_Injection"],
        ),
        a_rule_info(
            "sca/GHSA-9wx4-h78v-vm56",
            title="Requests leaks Proxy-Authorization headers",
            why="requests before 2.31.0 sends proxy credentials to the destination.",
            fix="Raise requests to 2.31.0 or later.",
            severity="medium",
            cwe=[200],
            references=[],
        ),
        a_rule_info(),
        a_rule_info(
            "secrets/password", title="Password in an assignment", severity="low", confidence="low", cwe=[259], references=[]
        ),
    ]
