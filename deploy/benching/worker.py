"""One measured run, in a process of its own: `preview STACK`, `count STACK` or `floor FOLDER`."""

import sys


def preview(reference: str) -> None:
    """The embedded preview of a stack, policies included, as `groundwork preview` runs it."""
    from deploy import offline, stacks

    outcome = offline.simulate(stacks.read(stacks.find_project(), reference))
    sys.stdout.write(f"{outcome.graph.resources}\n")


def count(reference: str) -> None:
    """The embedded preview without policies, for the number of resources alone."""
    from deploy import offline, stacks

    outcome = offline.simulate(stacks.read(stacks.find_project(), reference), policies=False)
    sys.stdout.write(f"{outcome.graph.resources}\n")


def floor(folder: str) -> None:
    """The bare program, on the SDK's own mocks."""
    sys.path.insert(0, folder)
    import pulumi
    from floor_program import program  # ty: ignore[import-not-found] # written by benching/floor.py

    class Mocks(pulumi.runtime.Mocks):
        count = 0

        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict]:
            self.count += bool(args.custom) and not args.typ.startswith("pulumi:")
            return f"{args.name}-id", args.inputs

        def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict, None]:
            return args.args, None

    mocks = Mocks()
    pulumi.runtime.set_mocks(mocks, preview=False)
    pulumi.runtime.test(program)()
    sys.stdout.write(f"{mocks.count}\n")


if __name__ == "__main__":
    {"preview": preview, "count": count, "floor": floor}[sys.argv[1]](sys.argv[2])
