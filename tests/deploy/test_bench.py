"""`make bench`: the floor registers the same graph, and the tables say what was measured."""

import json
from pathlib import Path

import pytest

from deploy import bench, offline, stacks
from deploy.bench import Row
from deploy.benching import floor, growth
from deploy.benching.measure import Runs, run
from deploy.errors import UserError
from deploy.graph import Graph
from tests.deploy.conftest import Demo


def row(name: str, resources: int, preview: float, under: float, megabytes: float = 100.0) -> Row:
    return Row(
        name,
        Runs(resources, [preview - 1, preview, preview + 3], [megabytes] * 3),
        Runs(resources, [under, under, under + 9], [90.0] * 3),
    )


class TestFloor:
    def test_it_registers_the_same_resources(self, pyshop: Graph, tmp_path: Path) -> None:
        (tmp_path / "floor_program.py").write_text(floor.write(pyshop.states))
        runs = Runs()
        run(runs, ["floor", str(tmp_path)], tmp_path)
        assert runs.resources == pyshop.resources
        assert (len(runs.seconds), len(runs.megabytes)) == (1, 1)
        assert 50 < runs.megabytes[0] < 1000

    def test_with_the_same_arguments_parents_and_dependencies(self, pyshop: Graph) -> None:
        lines = floor.write(pyshop.states).splitlines()
        (subnets,) = [line for line in lines if "pulumi_aws.rds.SubnetGroup('db'" in line]
        (instance,) = [line for line in lines if "pulumi_aws.rds.Instance('db'" in line]
        assert "multi_az=False" in instance
        assert f"db_subnet_group_name=after([{subnets.split(' = ')[0].strip()}], '" in instance
        (component,) = [line for line in lines if "Component('groundwork:data:Postgres', 'db'" in line]
        assert f"parent={component.split(' = ')[0].strip()}" in instance

    @pytest.mark.parametrize(
        ("token", "module", "name"),
        [
            ("aws:ec2/vpc:Vpc", "pulumi_aws.ec2", "Vpc"),
            ("aws:lambda/function:Function", "pulumi_aws.lambda_", "Function"),
            ("pulumi:providers:aws", "pulumi_aws", "Provider"),
            ("random:index/randomPassword:RandomPassword", "pulumi_random", "RandomPassword"),
        ],
    )
    def test_classes_of_the_sdk(self, token: str, module: str, name: str) -> None:
        found, cls = floor.sdk_class(token)
        assert (found, cls.__name__) == (module, name)

    def test_every_type_of_the_stacks_has_its_class(self) -> None:
        project = stacks.find_project(Path(__file__))
        for stack in stacks.list_stacks(project):
            graph = offline.simulate(stacks.read(project, stack.reference), policies=False).graph
            compile(floor.write(graph.states), "floor", "exec")


class TestMeasure:
    def test_preview_and_floor_in_processes_of_their_own(self, demo: Demo) -> None:
        project = stacks.find_project(demo.root)
        found = bench.measure(project, "dev", "dev", 1)
        assert (found.preview.resources, found.floor.resources) == (4, 4)
        assert (len(found.preview.seconds), len(found.floor.seconds)) == (1, 1)
        assert found.ratio == found.preview.seconds[0] / found.floor.seconds[0]

    def test_a_run_that_fails(self, demo: Demo) -> None:
        with pytest.raises(UserError, match="preview nothing failed"):
            run(Runs(), ["preview", "nothing"], demo.root)


class TestGrowth:
    def test_a_stack_file_of_a_size(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(growth, "_count", lambda _project, services, _folder: [22, 34, 44][services])
        project = stacks.find_project(Path(__file__))
        sizes = {size: growth.stack_file(project, size, tmp_path) for size in (10, 100, 1000)}
        services = {size: self.services(path) for size, path in sizes.items()}
        assert services == {10: 0, 100: 8, 1000: 98}

    def services(self, path: Path) -> int:
        return len(json.loads(path.read_text())["config"]["groundwork:compute"]["services"])

    def test_it_is_a_stack_of_this_project(self, tmp_path: Path) -> None:
        project = stacks.find_project(Path(__file__))
        file = growth._write(project, 2, tmp_path)
        outcome = offline.simulate(stacks.read(project, str(file)), policies=False)
        assert sum(state["type"] == "aws:ecs/service:Service" for state in outcome.graph.states) == 2


class TestTables:
    def test_medians(self) -> None:
        assert bench.table([row("prod", 1132, 3.0, 2.0)]) == [
            ("prod", "1,132", "3.00", "2.00", "1.50", "100", "90")
        ]

    @pytest.mark.parametrize(
        ("by_stack", "by_size", "reached"),
        [
            ([row("a", 50, 9.0, 1.0), row("b", 90, 3.0, 2.0)], [], [True]),
            ([row("b", 90, 3.1, 2.0)], [], [False]),
            ([], [row("1,000", 1004, 3.0, 2.0, 399.0)], [True]),
            ([], [row("1,000", 1004, 3.0, 2.0, 400.0)], [False]),
            ([], [row(str(n), n, 1 + n / 1000, 1.0) for n in (100, 1100, 5100)], [True, True]),
            ([], [row(str(n), n, 1 + (n / 1000) ** 2, 1.0) for n in (100, 1100, 5100)], [True, False]),
        ],
    )
    def test_targets(self, by_stack: list[Row], by_size: list[Row], reached: list[bool]) -> None:
        assert [ok for _, _, ok in bench.verdicts(by_stack, by_size)] == reached

    def test_the_report(self) -> None:
        by_stack = [row("prod", 132, 3.0, 2.0)]
        by_size = [row(f"{n:,}", n, 1 + n / 1000, 1.0) for n in (100, 1000, 5000)]
        text = bench.report(by_stack, by_size, 5, 3)
        assert "| prod | 132 | 3.00 | 2.00 | 1.50 | 100 | 90 |\n" in text
        assert "| 5,000 | 5,000 | 6.00 | 1.00 | 6.00 | 100 | 90 |\n" in text
        assert "| largest stack (prod) at most 1.5 times the floor | 1.50 | yes |\n" in text
        assert "Medians of\n5 runs (3 by number of resources), the two in turn.\n" in text
        assert f"Machine: {bench.machine()}.\n" in text

    def test_the_machine_in_words(self) -> None:
        words = bench.machine()
        assert "core" in words
        assert "GB of memory" in words
        assert "Python 3." in words


class TestCommand:
    @pytest.fixture(autouse=True)
    def measured(self, monkeypatch: pytest.MonkeyPatch, demo: Demo) -> Demo:
        monkeypatch.setattr(bench, "stacks_rows", lambda _project, _runs: iter([row("prod", 132, 3.0, 2.0)]))
        sizes = [row(str(n), n, 1 + n / 1000, 1.0) for n in (100, 1000, 5000)]
        monkeypatch.setattr(bench, "growth_rows", lambda _project, _sizes, _runs: iter(sizes))
        return demo

    def test_it_prints_tables_and_writes_the_report(
        self, measured: Demo, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (measured.root / "docs").mkdir()
        assert bench.main(["--write"]) == 0
        out = capsys.readouterr().out
        assert "prod        132       3.00     2.00   1.50         100        90\n" in out
        assert "linear growth: a further resource costs at most 1.3 times as much" in out
        assert (measured.root / "docs/benchmarks.md").read_text().startswith("<!-- Written by")

    def test_a_target_that_is_missed_is_1(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(bench, "stacks_rows", lambda _project, _runs: iter([row("prod", 132, 3.1, 2.0)]))
        assert bench.main([]) == 1
        assert "MISSED" in capsys.readouterr().out

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert bench.main(["--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["stacks"][0]["preview"]["seconds"] == [2.0, 3.0, 6.0]
        assert [item["resources"] for item in document["growth"]] == [100, 1000, 5000]
