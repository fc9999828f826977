"""A password that went through the password field is in no message of the kernel, no widget state and no file.

Rule: every message that the kernel sends is kept and searched, in each spelling; the search can find it in the one
message that carries it there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager

from sriovkit.lab.running import start_process
from tests.test_secrets import spellings
from tests.test_secrets_in_notebooks import checkpoint, leaks

CELLS = [
    "%xmode Verbose\nimport logging\nlogging.basicConfig(level=logging.DEBUG, filename='debug.log')",
    "from sriovkit import notebook as nb\nsource = nb.source('{host}', lang='ja')\n"
    "source.choose(way='sealed', port='{port}', username='{username}')\nsource",
    "nb.ladder(source)",
    "source.snapshot.save('host.json')",
    "source._doors._made, vars(source), source.widget.get_state(), repr(source)",
    "import ipywidgets, json\n"
    "json.dump(ipywidgets.Widget.get_manager_state(drop_defaults=True), open('state.json', 'w'))",
    "nb.ladder(source.host)",
    "1 / 0",
    "%history -n",
]


class Kernel:
    """A kernel whose every message is kept."""

    def __init__(self, folder: Path) -> None:
        self.manager = KernelManager()
        self.manager.start_kernel(cwd=str(folder), extra_arguments=["--HistoryManager.db_cache_size=0"])
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.messages: list[Any] = []

    def run(self, code: str) -> list[Any]:
        """The outputs of a cell."""
        outputs: list[Any] = []
        waited = self.client.execute(code, store_history=True)
        self.until(lambda m: _idle(m, waited), outputs)
        return outputs

    def until(self, done: Any, outputs: list[Any] | None = None, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            message = self.client.get_iopub_msg(timeout=seconds)
            self.messages.append(message)
            if outputs is not None and message["msg_type"] in ("execute_result", "display_data", "stream", "error"):
                outputs.append(message)
            if done(message):
                return
        raise AssertionError("the kernel did not say so")

    def send(self, comm: str, data: dict[str, Any]) -> None:
        """What the browser sends of a widget."""
        message = self.client.session.msg("comm_msg", {"comm_id": comm, "data": data})
        self.client.shell_channel.send(message)
        self.until(lambda m: _idle(m, message["header"]["msg_id"]))

    def comm_of(self, view: str) -> str:
        """The comm of the newest widget with this view."""
        opened = [m for m in self.messages if m["msg_type"] == "comm_open"]
        return str(
            [m for m in opened if m["content"]["data"]["state"].get("_view_name") == view][-1]["content"]["comm_id"]
        )

    def rest(self) -> list[Any]:
        """Everything it has said, replies included."""
        while self.client.shell_channel.msg_ready():
            self.messages.append(self.client.get_shell_msg(timeout=1))
        while self.client.iopub_channel.msg_ready():
            self.messages.append(self.client.get_iopub_msg(timeout=1))
        return self.messages

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def _idle(message: Any, waited: str) -> bool:
    idle = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
    return bool(idle and message["parent_header"].get("msg_id") == waited)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    for name, place in (("IPYTHONDIR", "ipython"), ("JUPYTER_RUNTIME_DIR", "runtime"), ("SRIOVKIT_HOME", "home")):
        monkeypatch.setenv(name, str(made / place))
    monkeypatch.delenv("SRIOVKIT_LAB", raising=False)
    return made


@pytest.fixture
def kernel(folder: Path) -> Iterator[Kernel]:
    started = Kernel(folder)
    yield started
    started.close()


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_no_message_and_no_file_holds_the_password(right: bool, folder: Path, kernel: Kernel) -> None:
    with start_process("healthy") as lab:
        password = lab.password if right else f"wrong-{lab.password}"
        cells = [code.format(**lab.to_dict()) if "{host}" in code else code for code in CELLS]
        outputs = [kernel.run(code) for code in cells[:2]]
        field = kernel.comm_of("PasswordView")
        update = {"method": "update", "state": {"value": password}, "buffer_paths": []}
        kernel.send(field, update)
        emptied = [m["content"]["data"] for m in kernel.messages if m["content"].get("comm_id") == field]
        assert emptied[-1]["state"] == {"value": ""}
        kernel.run("source.read(); source.work.wait(60); None")
        outputs += [kernel.run(code) for code in cells[2:]]
    said = [json.dumps(m, default=str).encode() for m in kernel.rest()]
    assert len(said) > 100
    assert any(("HV10" if right else "login-refused").encode() in m for m in said) or not right
    for message in said:
        assert not leaks(password, message), message[:400]
    assert leaks(password, json.dumps(update).encode()), "the search can find it"
    save(folder, cells, outputs)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"session.ipynb", "session-checkpoint.ipynb", "history.sqlite", "debug.log", "state.json"} <= {
        path.name for path in files
    }
    for path in files:
        assert not any(spelling in path.read_bytes() for spelling in spellings(password)), path


def save(folder: Path, cells: list[str], outputs: list[list[Any]]) -> None:
    """The session as JupyterLab saves it, the widgets' state included."""
    made = []
    for code, said in zip(cells, outputs, strict=True):
        cell = nbformat.v4.new_code_cell(code)
        cell.outputs = [nbformat.v4.output_from_msg(m) for m in said]
        made.append(cell)
    state = json.loads((folder / "state.json").read_text("utf-8"))
    notebook = nbformat.v4.new_notebook(
        cells=made, metadata={"widgets": {"application/vnd.jupyter.widget-state+json": state}}
    )
    nbformat.write(notebook, folder / "session.ipynb")
    checkpoint(folder, "session.ipynb")


def test_the_field_is_never_echoed_and_never_sent_letter_by_letter(kernel: Kernel) -> None:
    kernel.run("from sriovkit import notebook as nb\nsource = nb.source('hv01')\nsource")
    field = kernel.comm_of("PasswordView")
    opened = next(m for m in kernel.messages if m["msg_type"] == "comm_open" and m["content"]["comm_id"] == field)
    assert opened["content"]["data"]["state"]["continuous_update"] is False
    kernel.send(field, {"method": "update", "state": {"value": "hunter2"}, "buffer_paths": []})
    sent = [m["content"] for m in kernel.messages if m["msg_type"] == "comm_msg"]
    methods = [content["data"]["method"] for content in sent if content["comm_id"] == field]
    assert methods == ["update"], "emptied, and not echoed"
    kernel.send(field, {"method": "request_state"})
    assert all(b"hunter2" not in json.dumps(m, default=str).encode() for m in kernel.rest())


def test_the_kernel_stays_free_while_a_host_is_read(kernel: Kernel) -> None:
    with start_process("healthy", latency=1.5) as lab:
        kernel.run("from sriovkit import notebook as nb")
        kernel.run(f"source = nb.source('{lab.host}')")
        kernel.run(f"source.choose(way='sealed', port='{lab.port}', username='{lab.username}')")
        told = kernel.run("source.take('x'); source.read(); print(source.work.job.state)")
        assert told[-1]["content"]["text"].strip() == "running"
        assert kernel.run("print(6 * 7, source.work.job.state)")[-1]["content"]["text"].strip() == "42 running"
        assert kernel.run("source.stop(); print(source.work.job.state)")[-1]["content"]["text"].strip() == "stopped"


def test_a_readable_message_stands_where_a_traceback_would(kernel: Kernel) -> None:
    told = kernel.run(
        "import os\nos.environ['SRIOVKIT_LANG'] = 'ja'\nfrom sriovkit import notebook as nb\nnb.slots(nb.source())"
    )
    error = told[-1]["content"]
    assert error["ename"] == "UsageError"
    shown = "\n".join(error["traceback"])
    assert ("まだ何も読み取っていません" in shown and "次: " in shown) or "次の" in shown
    assert "site-packages" not in shown and "File" not in shown
