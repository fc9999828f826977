"""What the reader of a notebook does between its cells: in the lab's server room, and in the step runner.

Rule: cells of code that only do what a person does by hand. The tests play them, and so does the site, which shows the
notebooks with what they then say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

YES = "import time\nwhile {0}.work.job.busy:\n    {0}.answer(True)\n    time.sleep(0.02)"


def room(*acts: str) -> str:
    """A cell in which hands act in the server room, one after the other, and wait until everything is calm."""
    lines = ["from sriovkit import labs"]
    for act in acts:
        lines += [f"_ = labs.room().act({act})", "_ = labs.room().settle()"]
    return "\n".join(lines)


def press(button: str, *allowed: str, widget: str = "steps") -> str:
    """A cell in which somebody allows impacts, presses a button of the step runner and says yes to every question."""
    lines = [f"{widget}.allow({impact!r})" for impact in allowed]
    return "\n".join([*lines, f"_ = {widget}.{button}()", YES.format(widget), f"print({widget}.run.state)"])


LOOK = "after = host.collect()\nnb.ladder(after)"
BIOS, ROM = "'bios', item='sriov', value=True", "'option-rom', card='FLR', sriov=True"
#: The host that the notebooks are played on.
SCENARIO = "article"
#: What the reader does, by notebook and by the number of the code cell behind which it is done; 0 is before the first.
HANDS: Mapping[str, Mapping[int, Sequence[str]]] = {
    "20-switch-and-reasons.ipynb": {
        10: [press("begin", "none")],
        11: [room(BIOS, "'restart'"), LOOK, room(ROM, "'restart'"), LOOK, press("go_on")],
    },
    "30-vf-and-guest.ipynb": {
        0: [
            "import sriovkit as sk\nfrom sriovkit import notebook as nb\nhost = sk.connect('lab:')",
            "mending = nb.steps(host, host)",
            press("begin", "none", widget="mending"),
            room(BIOS, ROM, "'restart'"),
            press("go_on", widget="mending"),
        ],
        2: [room("'make-vm'")],
        4: [press("begin", "vf-reset")],
    },
    "50-way-back.ipynb": {5: [press("begin", "none", "vf-reset", "nic-restart")]},
}
