#!/usr/bin/env python3
"""Who uses whom among the rooms of cem_experience; fails on any arrow uphill.

A room is the folder of one name below models/, views/, data/ and the like, or an addon
of its own (``ADDONS``). A room may use those below it in ``ROOMS``; rooms of one line do
not know each other. Where a lower room must tell a higher one something it offers a
method marked ``@hook``, which the higher room extends.

Read are imports, ``env["..."]``, comodels and ``_inherit``, methods and fields that only
one room defines, XML ids, names of tables in SQL, and imports of scripts. It is text
that is read: what is put together at run time is not seen.

    check_rooms.py           the matrix, then what may not be: what "make lint" runs
    check_rooms.py --arrows  the matrix and ways uphill only
    check_rooms.py --hooks   the hooks: room, model, method, what it is for
    check_rooms.py --uses A B   each reference of room A to room B

It fails, too, on a file over 400 lines, and on a method of a model that two files of one
addon override (hooks excepted, once a room).
"""

import re
import sys
from collections import Counter

from house import CORE, LEVEL, ROOMS, ROOT, House

MOST_LINES = 400
# Data, translations and what others wrote are as long as they are.
LONG = re.compile(r"/(?:i18n|static/lib|demo|data)/")
CODE = (".py", ".js", ".xml", ".scss", ".css", ".sh")


def long_files():
    for folder in [*sorted(ROOT.glob(f"{CORE}*")), ROOT / "dev"]:
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix in CODE and path.is_file() and not LONG.search(f"/{name}"):
                lines = path.read_text(encoding="utf-8").count("\n")
                if lines > MOST_LINES:
                    yield f"{name}: {lines} lines"


def matrix(arrows):
    count = Counter(arrow[:2] for arrow in arrows)
    order = [room for line in ROOMS for room in line]
    yield "from \\ to ".ljust(10) + "".join(room[:8].rjust(9) for room in order)
    for source in order:
        cells = []
        for target in order:
            number = count[source, target]
            uphill = number and LEVEL[source] <= LEVEL[target]
            cells.append(f"{number or '.'}{'*' if uphill else ' '}".rjust(9))
        yield source.ljust(10) + "".join(cells)


def main(arguments):
    house = House()
    house.look()
    if arguments[:1] == ["--hooks"]:
        for (model, method), (room, text) in sorted(
            house.hooks.items(), key=lambda item: (LEVEL[item[1][0]], item[0])
        ):
            print(f"{room:10} {model:28} {method:34} {(text or '').splitlines()[0]}")
        return 0
    if arguments[:1] == ["--uses"]:
        for arrow in house.arrows:
            if arrow[:2] == tuple(arguments[1:3]):
                print(f"{arrow[2]} {arrow[3]}")
        return 0
    print("\n".join(matrix(house.arrows)))
    uphill = house.forbidden()
    for source, target, where, what in sorted(uphill):
        print(f"uphill: {source} -> {target}  {where}  {what}")
    if arguments[:1] == ["--arrows"]:
        return 1 if uphill else 0
    twice = list(house.overridden_twice())
    for line in twice:
        print(f"overridden twice: {line}")
    long = list(long_files())
    for line in long:
        print(f"too long: {line}")
    print(
        f"{len(house.arrows)} arrows, {len(uphill)} uphill; "
        f"{len(twice)} methods overridden twice, {len(long)} files too long"
    )
    return 1 if uphill or twice or long else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
