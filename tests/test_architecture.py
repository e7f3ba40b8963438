"""The house rules that code can hold: which way imports point, what components do, what a stack loads."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings.stateful import STATEFUL
from tests.harness import ROOT, STACKS, graph_of

PACKAGES = ("settings", "components", "policy", "simulator", "deploy")
MAY_IMPORT = {
    "__main__": {"components", "settings"},
    "components": {"components", "settings"},
    "settings": {"settings"},
    "policy": {"policy"},
    "simulator": {"simulator"},
    "deploy": {"deploy", "simulator", "policy", "settings"},
}
"""Arrows point one way; `deploy` runs the program as a black box."""

COMPONENTS_IMPORT = {
    *("__future__", "collections", "dataclasses", "difflib", "graphlib", "hashlib", "ipaddress", "json"),
    "functools",
    "importlib",  # files of its own package
    *("base64", "pathlib"),  # files of the project that functions are packed from
    *("typing", "pulumi", "pulumi_aws", "pulumi_awsx", "pulumi_random", "components", "settings"),
}
"""Nothing with which a component could read files, the environment, a clock or the network."""

RUNS_ELSEWHERE = {"fetch_secrets.py", "rotate.py"}
"""Scripts that user data and functions take along; no component imports them."""

PACKS_CODE = "package.py"
"""The one component module that looks at files: those of a function's code, inside the project."""

SDKS = {"aws", "awsx", "random", "pulumi_aws", "pulumi_awsx", "pulumi_random"}
NOT_PROTECTED = {
    "aws:cloudwatch/logGroup:LogGroup": "a destroyed stack takes its logs with it",
    "aws:secretsmanager/secret:Secret": "can be called back over its recovery window",
}
"""Types that hold data and that components do not protect, with the reason."""


def modules(package: str) -> list[Path]:
    return [ROOT / "__main__.py"] if package == "__main__" else sorted((ROOT / package).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, relative ones resolved."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, *([node.module] if node.module else [])])


def dotted(node: ast.expr) -> str:
    """`aws.ec2.Vpc` for the expression of that name; empty for anything that is no name."""
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""


def components() -> dict[str, tuple[Path, ast.ClassDef]]:
    """Classes that derive from Component, by name."""
    return {
        node.name: (path, node)
        for path in modules("components")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and "Component" in map(dotted, node.bases)
    }


def constructor(node: ast.ClassDef) -> ast.FunctionDef:
    return next(each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__")


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    ours = {*PACKAGES, "tests"}
    paths = modules(package)
    assert paths
    against = [
        f"{name_of(path)}: {name}"
        for path in paths
        for name in imports(path)
        if name.split(".")[0] in ours - MAY_IMPORT[package]
    ]
    assert against == []


def test_relative_imports_are_resolved() -> None:
    """Else the test above would pass over them."""
    found = set(imports(ROOT / "simulator" / "audit.py"))
    assert {"simulator.records", "simulator.urns"} <= found


def allowed_in(path: Path) -> set[str]:
    """What a module of a component may import."""
    return COMPONENTS_IMPORT | ({"base64", "pathlib"} if path.name == PACKS_CODE else set())


def test_components_import_nothing_to_look_around_with() -> None:
    against = [
        f"{name_of(path)}: {name}"
        for path in modules("components")
        for name in imports(path)
        if path.name not in RUNS_ELSEWHERE and name.split(".")[0] not in allowed_in(path)
    ]
    assert against == []


def test_only_the_loader_reads_config() -> None:
    readers = {
        name_of(path)
        for package in ("components", "settings", "__main__")
        for path in modules(package)
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and "Config" in {alias.name for alias in node.names})
        or (isinstance(node, ast.expr) and dotted(node) == "pulumi.Config")
    }
    assert readers == {"settings/loader.py"}


def test_components_open_no_file_and_ask_for_no_stack() -> None:
    banned = {"open", "pulumi.get_stack", "pulumi.get_project", "pulumi.runtime.invoke", "eval", "exec"}
    against = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules("components")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) in banned
    ]
    assert against == []


def made_in_apply(module: ast.Module, classes: set[str]) -> list[str]:
    """Resources that functions given to `apply` make: constructors of an SDK, or of a component."""
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    found = []
    for call in ast.walk(module):
        if not (
            isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "apply"
        ):
            continue
        for argument in call.args:
            body = functions.get(dotted(argument).rpartition(".")[2], argument)
            for node in ast.walk(body):
                name = dotted(node.func) if isinstance(node, ast.Call) else ""
                last = name.rpartition(".")[2]
                of_sdk = name.split(".")[0] in SDKS and last[:1].isupper() and not last.endswith("Args")
                if of_sdk or name in classes:
                    found.append(name)
    return found


def test_nothing_is_made_in_apply() -> None:
    classes = set(components())
    found = {name_of(path): made_in_apply(tree(path), classes) for path in modules("components")}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("vpc.id.apply(lambda id: aws.ec2.Subnet('a', vpc_id=id))", ["aws.ec2.Subnet"]),
        ("def make(id):\n    Network('n')\nvpc.id.apply(make)", ["Network"]),
        ("vpc.id.apply(lambda id: aws.ec2.SubnetArgs(vpc_id=id))", []),
        ("aws.ec2.Subnet('a', vpc_id=vpc.id.apply(lambda id: id.lower()))", []),
    ],
)
def test_what_is_made_in_apply_is_found(source: str, made: list[str]) -> None:
    assert made_in_apply(ast.parse(source), {"Network"}) == made


def test_component_tokens_are_literal_and_say_area_and_class() -> None:
    tokens: dict[str, str] = {}
    for name, (path, node) in components().items():
        first = constructor(node).body[0]
        assert isinstance(first, ast.Expr), name
        call = first.value
        assert isinstance(call, ast.Call), name
        assert ast.unparse(call.func) == "super().__init__", name
        token = ast.literal_eval(call.args[0])
        area = re.fullmatch(rf"groundwork:([a-z0-9]+):{name}", token)
        assert area, token
        assert area[1] in path.parts, f"{token} in {name_of(path)}"
        tokens[token] = name
    assert len(tokens) == len(components()) >= 24


def test_every_component_registers_its_outputs_last() -> None:
    against = []
    for name, (_path, node) in components().items():
        last = constructor(node).body[-1]
        calls = [ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)]
        ends = isinstance(last, ast.Expr) and ast.unparse(last).startswith("self.register_outputs(")
        if not ends or calls.count("self.register_outputs") != 1:
            against.append(name)
    assert against == []


def test_every_component_is_of_our_base_class() -> None:
    """Which keeps the caller's options from the children."""
    derived = [
        node.name
        for path in modules("components")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and "pulumi.ComponentResource" in map(dotted, node.bases)
    ]
    assert derived == ["Component"]


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_files_are_shorter_than_400_lines(package: str) -> None:
    long = {
        name_of(path): count
        for path in modules(package)
        if (count := len(path.read_text().splitlines())) >= 400
    }
    assert long == {}


FORBIDDEN = re.compile(
    r"/(work|root|Users|home/[a-z]+)/|--(extra-)?index-url|--find-links|(pypi|npmjs)\.(org|com)|python(hosted)\.org"
)
TEXT = {".py", ".yaml", ".yml", ".toml", ".txt", ".md", ".json", ".sh", ".cfg", ""}


def text_files() -> list[Path]:
    skipped = {".git", ".venv", "node_modules", "__pycache__", ".hypothesis"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and path.suffix in TEXT
        and not any(part in skipped or part.endswith("_cache") for part in path.relative_to(ROOT).parts)
    ]


def test_no_file_names_a_machine_or_a_registry() -> None:
    own = Path(__file__)
    paths = [path for path in text_files() if path != own]
    assert ROOT / "pyproject.toml" in paths
    against = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert against == []


@pytest.mark.parametrize(
    "line", ["cd /root/x", "/home/me/x", "--index-url https://x", "https://pypi.org/simple"]
)
def test_machines_and_registries_are_found(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("stack", STACKS)
def test_components_protect_only_what_the_table_of_stateful_types_has(stack: str) -> None:
    protected = {resource.type for resource in graph_of(stack).resources if resource.state.get("protect")}
    assert protected <= STATEFUL | {"aws:ec2/vpc:Vpc"}  # which everything stands in (FBG-OPS-06)


def test_what_holds_data_is_protected_unless_the_stack_says_otherwise() -> None:
    graph = graph_of("prod")
    holding = [resource for resource in graph.resources if resource.type in STATEFUL]
    bare = {
        resource.name
        for resource in holding
        if not resource.state.get("protect") and resource.type not in NOT_PROTECTED
    }
    # Access logs: kept by a destroy, and of no use to the system itself.
    assert bare == {"access-logs"}
    assert graph.one("s3/bucket", "access-logs").state["retainOnDelete"] is True
    protected = {
        (resource.type.split(":")[1], resource.name) for resource in holding if resource.state.get("protect")
    }
    assert protected == {
        ("ecr/repository", "api"),
        ("ecr/repository", "worker"),
        ("kms/key", "key"),
        ("rds/instance", "db"),
        ("route53/zone", "zone"),
        ("s3/bucket", "uploads"),
    }
    assert NOT_PROTECTED.keys() <= {resource.type for resource in holding}


def test_what_a_stack_gives_up_is_not_protected() -> None:
    assert [r.name for r in graph_of("dev").resources if r.state.get("protect")] == []


LOADED = """
import json, sys
from tests.harness import graph_of
graph_of(sys.argv[1])
print(json.dumps(sorted(name for name in sys.modules if name.startswith("pulumi_"))))
"""


def loaded_for(stack: str) -> set[str]:
    """Modules of provider SDKs whose code a preview runs, as `rds` or `pulumi_random`.

    A service that is not used has an entry of its own in sys.modules as well, but nothing beneath it.
    """
    done = subprocess.run(
        [sys.executable, "-c", LOADED, stack], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = json.loads(done.stdout)
    services = {
        name.split(".")[1] for name in names if name.startswith("pulumi_aws.") and name.count(".") > 1
    }
    return services | {name for name in names if "." not in name}


def test_a_stack_loads_the_services_that_it_selects() -> None:
    skyhigh, prod = loaded_for("skyhigh/prod"), loaded_for("prod")
    others = {
        "rds",
        "kms",
        "route53",
        "cloudfront",
        "budgets",
        "acm",
        "secretsmanager",
        "pulumi_random",
        "pulumi_awsx",
    }
    assert skyhigh & others == set()
    assert {"ecs", "lb", "ecr", "s3", "cloudwatch"} <= skyhigh
    assert {"rds", "kms", "route53", "acm", "secretsmanager", "pulumi_random"} <= prod
    assert prod & {"cloudfront", "budgets", "pulumi_awsx"} == set()


def test_help_loads_no_provider() -> None:
    script = (
        "import sys; from deploy.cli import main; sys.argv = ['groundwork', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print([name for name in sys.modules if name.split('.')[0] in "
        "('pulumi_aws', 'pulumi_awsx', 'pulumi_random', 'boto3', 'components')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "preview" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
