"""The house stands: each layer imports only downward, and the rules know nothing but themselves."""

from __future__ import annotations

import sys

import pytest
from importlinter.cli import lint_imports

from tests.architecture.source import PACKAGE, ROOT, imports, name_of, python_files


def test_the_layer_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    failed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert not failed, capsys.readouterr().out


def test_the_rules_import_the_standard_library_only() -> None:
    foreign = [
        f"{name_of(path)}: {module}"
        for path in python_files("src/makegood/domain")
        for module in imports(path)
        if not _is_standard_or_own(module)
    ]
    assert foreign == []


@pytest.mark.parametrize(
    ("package", "may_know"),
    [
        ("domain", {"domain"}),
        ("wording", {"domain"}),
        ("almanac", {"domain"}),
        ("spreadsheet", {"domain", "wording", "collector"}),
        ("db", {"domain"}),
        ("config", {"domain", "api", "console", "mailer", "portal"}),
        ("mailer", {"domain", "wording"}),
        ("demo", {"domain", "queries", "services", "flow"}),
    ],
)
def test_a_package_knows_only_these_others(package: str, may_know: set[str]) -> None:
    known = {
        module.split(".")[1]
        for path in python_files(f"src/makegood/{package}")
        for module in imports(path)
        if module.startswith("makegood.")
    }
    assert known - {package} <= may_know


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def _is_standard_or_own(module: str) -> bool:
    top = module.split(".")[0]
    return top in sys.stdlib_module_names or module == "makegood" or module.startswith("makegood.domain")
