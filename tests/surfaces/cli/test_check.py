"""`gateline check`, as people see it."""

import json
import os
from pathlib import Path

import pytest

from gateline.cache.local import FILE_NAME
from tests.source.repository import Repository, unprivileged
from tests.surfaces.cli.conftest import Cli, a_token


def test_clean_tree_passes_and_says_how_much_was_looked_at(cli: Cli, repository: Repository) -> None:
    repository.commit({"app.py": "print('hello')\n", "README.md": "# An app\n"})
    said = cli("check")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("✓ passed")
    assert "2 files, 24 B · 2 distinct contents · engines: sast, secrets" in said.out


def test_secret_fails_with_its_place_and_the_way_out(cli: Cli, repository: Repository) -> None:
    token = a_token()
    repository.commit({"src/app.py": f'import os\ntoken = "{token}"\n'})
    said = cli("check", ".")
    assert said.code == 1
    assert said.out.startswith("✗ failed  rule `new-secrets` blocks 1 finding")
    assert "src/app.py:2:10" in said.out
    assert "gateline explain" in said.out
    assert token not in said.out


def test_untracked_files_count_and_ignored_ones_do_not(cli: Cli, repository: Repository) -> None:
    repository.commit({".gitignore": "ignored.py\n"})
    repository.write("ignored.py", f'token = "{a_token()}"\n')
    assert cli("check").code == 0
    repository.write("untracked.py", f'token = "{a_token()}"\n')
    assert cli("check").code == 1


def test_folder_without_a_file_is_never_green(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    said = cli("check", str(tmp_path / "nothing"))
    assert said.code == 3
    assert "there is no file in it" in said.out


def test_only_empty_files_pass(cli: Cli, repository: Repository) -> None:
    repository.write("empty/__init__.py", "")
    assert cli("check").code == 0


def test_missing_path_is_a_mistake_of_the_user(cli: Cli) -> None:
    assert cli("check", "nowhere") == (2, "", "gateline: nowhere: no such file or folder\n")


def test_single_file_is_gated_alone(cli: Cli, repository: Repository) -> None:
    repository.write("bad.py", f'token = "{a_token()}"\n')
    repository.write("good.py", "x = 1\n")
    assert cli("check", "good.py").code == 0
    said = cli("check", "bad.py")
    assert said.code == 1
    assert "bad.py:1:10" in said.out


def test_paths_of_a_folder_count_from_the_root_the_policy_speaks_of(cli: Cli, repository: Repository) -> None:
    repository.write(
        "gateline.yaml", "version: 1\nextends: [builtin:default]\nsource: {exclude: [{paths: [src/old/**], reason: gone}]}\n"
    )
    repository.write("src/old/a.py", f'token = "{a_token()}"\n')
    repository.write("src/new/b.py", f'token = "{a_token("2")}"\n')
    said = cli("check", "src", "--format", "json")
    assert [finding["path"] for finding in json.loads(said.out)["findings"]] == ["src/new/b.py"]


def test_fifo_is_a_gap_and_nothing_waits_for_it(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "app.py").write_text("x = 1\n")
    os.mkfifo(tmp_path / "odd" / "fifo")
    said = cli("check", str(tmp_path / "odd"), "--format", "json")
    assert said.code == 3
    assert [(gap["path"], gap["reason"]) for gap in json.loads(said.out)["verdict"]["gaps"]] == [("fifo", "not-regular")]


def test_unreadable_file_is_a_gap(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("app.py")
    repository.write("closed.py")
    (repository.root / "closed.py").chmod(0)
    for folder in (repository.root, *repository.root.parents):
        if folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder.parent == Path("/tmp"):
            break
    monkeypatch.setenv("GATELINE_CACHE_DIR", "/nonexistent/cache")
    with unprivileged():
        said = cli("check", "closed.py", "--format", "json")
    assert said.code == 3
    assert [gap["reason"] for gap in json.loads(said.out)["verdict"]["gaps"]] == ["empty", "unreadable"]
    assert said.err.startswith("gateline: note: no cache: the cache directory cannot be created")


def test_archives_are_opened(cli: Cli, repository: Repository) -> None:
    import zipfile

    repository.root.mkdir(exist_ok=True)
    with zipfile.ZipFile(repository.root / "lib.zip", "w") as archive:
        archive.writestr("inner/settings.py", f'token = "{a_token()}"\n')
    said = cli("check")
    assert said.code == 1
    assert "lib.zip!/inner/settings.py:1:10" in said.out
    assert cli("check").out == said.out, "the second run answers from the cache, the same"


def test_second_run_gives_the_same_bytes_as_the_first(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.py": f'token = "{a_token()}"\n', "b.py": "x = 1\n"})
    first = cli("check", "--format", "json")
    assert cli("check", "--format", "json") == first
    assert cli("check", "--format", "json", "--no-cache") == first
    assert cli("check", "--format", "json", "--jobs", "2") == first


def test_changed_file_is_seen_though_the_index_knows_the_old_one(cli: Cli, repository: Repository) -> None:
    repository.write("a.py", "x = 1\n")
    assert cli("check").code == 0
    repository.write("a.py", f'token = "{a_token()}"\n')
    assert cli("check").code == 1


def test_same_content_under_two_names_counts_twice_as_path_and_once_as_content(cli: Cli, repository: Repository) -> None:
    repository.write("run", "#!/bin/sh\nexit 0\n")
    repository.write("run.txt", "#!/bin/sh\nexit 0\n")
    assert "2 files, 17 B · 1 distinct content" in cli("check").out
    assert "2 files, 17 B · 1 distinct content" in cli("check").out


def test_staged_change_is_the_index_and_never_the_work_tree(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n"})
    repository.write("a.py", f'token = "{a_token()}"\n')
    repository.git("add", "a.py")
    repository.write("a.py", "x = 2\n")
    said = cli("check", "--staged")
    assert said.code == 1
    assert "stage commit · staged changes" in said.out


def test_nothing_staged_passes_and_says_so(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n"})
    said = cli("check", "--staged")
    assert said.code == 0
    assert "there is nothing to look at: staged changes is empty" in said.out


def test_old_secret_does_not_hold_up_a_change_of_its_file(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.py": f'token = "{a_token()}"\n'})
    repository.write("a.py", f'import os\ntoken = "{a_token()}"\n')
    repository.write("moved.py", f'token = "{a_token()}"\n')
    repository.git("add", ".")
    assert cli("check", "--staged").code == 0
    repository.write("a.py", f'token = "{a_token()}"\nother = "{a_token("2")}"\n')
    repository.git("add", ".")
    assert cli("check", "--staged").code == 1


def test_first_commit_has_nothing_old(cli: Cli, repository: Repository) -> None:
    repository.write("a.py", f'token = "{a_token()}"\n')
    repository.git("add", ".")
    assert cli("check", "--staged").code == 1


def test_staged_outside_of_git_is_told(cli: Cli, tmp_path: Path) -> None:
    said = cli("check", "--staged", str(tmp_path))
    assert said.code == 2
    assert "is not in a git repository" in said.err


def test_commits_since_a_branch_are_judged_with_what_came_and_went(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.py": f'token = "{a_token()}"\n'})
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit({"b.py": f'token = "{a_token("2")}"\n'})
    repository.git("rm", "--quiet", "b.py")
    repository.commit({"a.py": f'# moved down\ntoken = "{a_token()}"\n'})
    said = cli("check", "--since", "main", "--format", "json")
    report = json.loads(said.out)
    assert said.code == 1
    assert report["verdict"]["stage"] == "pr"
    assert {finding["path"]: finding["standing"] for finding in report["findings"]} == {"a.py": "warned", "b.py": "blocked"}


def test_change_cannot_loosen_the_gate_it_has_to_pass(cli: Cli, repository: Repository) -> None:
    repository.commit({"gateline.yaml": "version: 1\nextends: [builtin:default]\n"})
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(
        {"gateline.yaml": "version: 1\nextends: [builtin:default]\nshadow: true\n", "b.py": f'token = "{a_token()}"\n'}
    )
    assert cli("check").code == 0
    assert cli("check", "--since", "main").code == 1


def test_unknown_commit_is_told_with_the_way_out(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n"})
    said = cli("check", "--since", "mian")
    assert said.code == 2
    assert said.err.startswith("gateline: unknown commit 'mian'\n")


def test_history_finds_what_is_gone_and_who_brought_it(cli: Cli, repository: Repository) -> None:
    first = repository.commit({"a.py": f'token = "{a_token()}"\n'})
    repository.git("rm", "--quiet", "a.py")
    repository.commit({"b.py": "x = 1\n"})
    said = cli("check", "--history", "--format", "json")
    [finding] = json.loads(said.out)["findings"]
    assert said.code == 1
    assert finding["origin"] == {
        "commit": first,
        "author": "Ada <ada@example.org>",
        "date": "2024-02-29T12:00:00+01:30",
        "in_head": False,
    }
    assert cli("check", "--history", "--format", "json") == said


def test_standard_input_is_judged_under_the_name_it_stands_for(cli: Cli) -> None:
    said = cli("check", "--stdin", "--path", "src/app.py", stdin=f'token = "{a_token()}"\n'.encode())
    assert said.code == 1
    assert "src/app.py:1:10" in said.out
    assert "stage ide" in said.out
    assert cli("check", "--stdin", "--path", "src/app.py", stdin=b"").code == 0


def test_stdin_and_its_name_belong_together(cli: Cli) -> None:
    for argv in (["--stdin"], ["--path", "x.py"]):
        said = cli("check", *argv, stdin=b"")
        assert said.code == 2
        assert "--stdin and --path belong together" in said.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--engine", "secret"], "gateline: unknown engine 'secret'\n  did you mean 'secrets'? known: sast, secrets\n"),
        (
            ["--stage", "bild"],
            "gateline: unknown stage 'bild'\n  did you mean 'build'? expected one of: ide, commit, pr, build,",
        ),
        (["--format", "sarf"], "gateline: unknown format 'sarf'\n  did you mean 'sarif'? known: github,"),
        (["--format", "json", "--format", "sarif"], "gateline: two reports cannot go to one place\n"),
        (["--format", "json=a", "--output", "b"], "gateline: --output takes the one report that names no file\n"),
        (["--policy", "none.yaml"], "gateline: none.yaml: no such policy file\n"),
        (["--policy", "builtin:strikt"], "gateline: builtin:strikt:1:1: unknown profile 'builtin:strikt'\n"),
        (["--baseline", "none.txt"], "gateline: none.txt: no such baseline file\n"),
        (["--jobs", "0"], "gateline: --jobs 0: at least one is needed\n"),
        (["--staged", "--history"], "gateline: argument --history: not allowed with argument --staged\n"),
        (["--verify", "--staged"], "gateline: --verify is refused for a staged change"),
    ],
)
def test_mistakes_name_the_way_out(cli: Cli, repository: Repository, argv: list[str], said: str) -> None:
    repository.write("a.py")
    answer = cli("check", *argv)
    assert answer.code == 2
    assert answer.err.startswith(said), answer.err


def test_several_reports_at_once(cli: Cli, repository: Repository, tmp_path: Path) -> None:
    repository.write("a.py", f'token = "{a_token()}"\n')
    sarif, page = tmp_path / "out.sarif", tmp_path / "out.json"
    said = cli("check", "--format", f"sarif={sarif}", "--format", "terminal", "--format", f"json={page}")
    assert said.code == 1
    assert said.out.startswith("✗ failed")
    assert json.loads(sarif.read_bytes())["version"] == "2.1.0"
    assert json.loads(page.read_bytes())["verdict"]["outcome"] == "fail"


def test_output_takes_the_one_report(cli: Cli, repository: Repository, tmp_path: Path) -> None:
    repository.write("a.py")
    said = cli("check", "--format", "json", "--output", str(tmp_path / "report.json"))
    assert said == (0, "", "")
    assert json.loads((tmp_path / "report.json").read_bytes())["verdict"]["outcome"] == "pass"


def test_report_that_cannot_be_written_is_no_pass(cli: Cli, repository: Repository) -> None:
    repository.write("a.py")
    said = cli("check", "--format", "json", "--output", "no/such/folder.json")
    assert (said.code, said.err) == (2, "gateline: no/such/folder.json: no such file or directory\n")


def test_policy_of_the_tree_is_obeyed(cli: Cli, repository: Repository) -> None:
    repository.write("gateline.yml", "version: 1\nextends: [builtin:observe]\n")
    repository.write("a.py", f'token = "{a_token()}"\n')
    assert cli("check").code == 0
    assert cli("check", "--policy", "builtin:default").code == 1


def test_mistake_in_the_policy_names_its_place(cli: Cli, repository: Repository) -> None:
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:default]\nrulez: []\n")
    repository.write("a.py")
    said = cli("check")
    assert said.code == 2
    assert said.err.startswith("gateline: gateline.yaml:3:1: unknown field 'rulez'"), said.err


def test_policy_of_a_tree_reads_no_document_outside_of_it(cli: Cli, repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("version: 1\nextends: [builtin:observe]\n")
    (repository.root / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    for name in ("../outside.yaml", "./link.yaml", str(tmp_path / "outside.yaml")):
        repository.write("gateline.yaml", f"version: 1\nextends: ['{name}']\n")
        said = cli("check")
        assert said.code == 2
        assert "cannot be found" in said.err


def test_disabled_rule_finds_nothing(cli: Cli, repository: Repository) -> None:
    disabled = "{secrets: {disable: ['secrets/github-*', 'secrets/token-assignment']}}"
    repository.write("gateline.yaml", f"version: 1\nextends: [builtin:default]\nengines: {disabled}\n")
    repository.write("a.py", f'token = "{a_token()}"\n')
    assert cli("check").code == 0


def test_settings_nobody_reads_are_refused(cli: Cli, repository: Repository) -> None:
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:default]\nengines: {secrets: {rules: [own.yaml]}}\n")
    repository.write("a.py")
    said = cli("check")
    assert (said.code, said.err.splitlines()[0]) == (2, "gateline: engine 'secrets' does not take `rules` in this version")


def test_key_of_the_organisation_must_be_there(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:default]\nfingerprint_key_env: TEAM_KEY\n")
    repository.write("a.py", f'token = "{a_token()}"\n')
    assert cli("check").code == 2
    fingerprints = set()
    for key in ("one", "two"):
        monkeypatch.setenv("TEAM_KEY", key)
        fingerprints.add(json.loads(cli("check", "--format", "json").out)["findings"][0]["fingerprint"])
    assert len(fingerprints) == 2


def test_baseline_makes_what_is_there_old(cli: Cli, repository: Repository) -> None:
    repository.write("a.py", f'token = "{a_token()}"\n')
    assert cli("baseline", "create").code == 0
    assert cli("check", "--baseline", "gateline-baseline.txt").code == 0
    repository.write("b.py", f'token = "{a_token("2")}"\n')
    assert cli("check", "--baseline", "gateline-baseline.txt").code == 1


def test_large_files_are_gaps(cli: Cli, repository: Repository) -> None:
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:default]\nsource: {max_file_size: 100}\n")
    repository.write("big.txt", "x" * 101)
    said = cli("check", "--format", "json")
    assert said.code == 3
    assert [gap["reason"] for gap in json.loads(said.out)["verdict"]["gaps"]] == ["too-large"]


def test_summary_is_added_to_the_job_page(
    cli: Cli, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    repository.write("a.py", f'token = "{a_token()}"\n')
    assert cli("check").code == 1
    assert summary.read_text().startswith("before\n")
    assert "a.py" in summary.read_text()


def test_colours_are_for_terminals_and_those_who_force_them(
    cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("a.py")
    assert "\x1b" not in cli("check").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in cli("check").out
    assert "\x1b" not in cli("check", "--no-color").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in cli("check").out


@pytest.mark.parametrize("content", [b"", b"damage" * 2000])
def test_damaged_cache_costs_a_note_and_nothing_else(cli: Cli, repository: Repository, tmp_path: Path, content: bytes) -> None:
    repository.write("a.py", f'token = "{a_token()}"\n')
    first = cli("check")
    (tmp_path / "cache" / FILE_NAME).write_bytes(content)
    for index in (tmp_path / "cache" / "trees").iterdir():
        index.write_bytes(content)
    again = cli("check")
    assert (again.code, again.out) == (first.code, first.out)
    assert again.err in ("", "gateline: note: the cache was damaged; it was set aside and begun anew\n")


def test_cache_inside_the_scanned_tree_is_not_believed(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATELINE_CACHE_DIR", str(repository.root / ".cache"))
    repository.write("a.py")
    said = cli("check")
    assert said.code == 0
    assert "inside the scanned tree" in said.err
    assert not (repository.root / ".cache").exists()


def test_name_of_the_tree_cannot_steer_the_terminal(cli: Cli, repository: Repository) -> None:
    repository.write("gateline.yaml", 'version: 1\nextends: [builtin:default]\n"\\e[2Jx": 1\n')
    said = cli("check")
    assert said.code == 2
    assert "\x1b" not in said.err
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:default]\n")
    repository.write(b"\x1b[2J\xff.py", f'token = "{a_token()}"\n')
    said = cli("check", "--explain")
    assert said.code == 1
    assert "\x1b" not in said.out + said.err


def test_single_file_leaves_what_is_known_of_its_neighbours(
    cli: Cli, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateline.cache.stat_index._RACY_NS", -(10**18))
    repository.commit({"a.py": "x = 1\n", "b.py": "y = 1\n"})
    cli("check")
    [index] = (tmp_path / "cache" / "trees").iterdir()
    before = index.stat().st_size
    repository.write("a.py", "x = 2\n")
    cli("check", "a.py")
    assert index.stat().st_size == before
