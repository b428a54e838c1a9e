"""Runs the modules of a folder, each in a process and on a database of its own."""

import ast
import importlib.util
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

from . import databases
from .figures import Figure, table, to_json
from .processes import peak_rss

DEV = Path(__file__).resolve().parent.parent


def modules(kind):
    """Name and docstring of each module of dev/KIND/."""
    return {
        path.stem: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for path in sorted((DEV / kind).glob("[!_]*.py"))
    }


def lacking(kind, name):
    """The variable that a module needs (its ``NEEDS``) and that is not given, or None."""
    tree = ast.parse((DEV / kind / f"{name}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NEEDS":
            variable = ast.literal_eval(node.value)
            return None if os.environ.get(variable) else variable
    return None


def main(kind, args):
    known = modules(kind)
    if args[:1] == ["--list"]:
        for name, doc in known.items():
            print(f"{name:<20} {doc.splitlines()[0] if doc else ''}")
        return 0
    if args[:1] == ["--one"]:
        return run_here(kind, args[1])
    unknown = [name for name in args if name not in known]
    if unknown:
        print(f"No such {kind}: {', '.join(unknown)}. There is: {', '.join(known)}")
        return 2
    left_out = {name: lacking(kind, name) for name in args or known}
    for name, variable in left_out.items():
        if variable:
            about = known[name].splitlines()[0]
            print(f"Left out: {name}, which needs {variable}=... ({about})")
    if args and any(left_out.values()):
        return 2
    failed = [
        name
        for name, variable in left_out.items()
        if not variable and not run_apart(kind, name, known[name])
    ]
    if failed:
        print(f"Failed, or missed what was wanted: {', '.join(failed)}")
    return 1 if failed else 0


def run_apart(kind, name, doc):
    print(f"== {name}: {doc.splitlines()[0] if doc else ''}", flush=True)
    databases.make(f"{kind}_{name}")
    try:
        return not subprocess.call(
            [sys.executable, str(DEV / f"{kind}.py"), "--one", name],
            env=os.environ | databases.settings(f"{kind}_{name}"),
        )
    finally:
        if not os.environ.get("KEEP"):
            databases.drop(f"{kind}_{name}")


def run_here(kind, name):
    """Run one module in this process; its figures are printed and written down."""
    spec = importlib.util.spec_from_file_location(name, DEV / kind / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    start = time.monotonic()
    figures, error = [], None
    try:
        for figure in module.main() or ():
            figures.append(figure)
    except BaseException:
        error = traceback.format_exc()
        figures.append(Figure("it ran to its end", "no", ok=False))
    seconds = time.monotonic() - start
    for line in table(figures):
        print(f"   {line}")
    print(f"   ({seconds:.0f} s in all, this process {peak_rss() / 1e6:.0f} MB)\n")
    if error:
        print(error)
    out = Path(os.environ["CEM_MEASURE_OUT"]) / f"{name}.json"
    out.write_text(
        to_json(
            name,
            figures,
            kind=kind,
            about=module.__doc__,
            date=time.strftime("%Y-%m-%d %H:%M:%S"),
            seconds=round(seconds, 1),
            cores=os.cpu_count(),
            error=error,
        ),
        encoding="utf-8",
    )
    sys.stdout.flush()
    return 1 if error or any(figure.ok is False for figure in figures) else 0
