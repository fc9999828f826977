"""The files of our JupyterLab: a notebook lies on the disk without widgets, and opens with those that still live.

Rule: a widget lives as long as the process of the kernel that made it; what only looks like one is not shown.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from .still import VIEW, Place, alive, still

#: The process of a notebook's kernel, None without one: the kernel's id and, as a restart keeps that, its process id.
Process = tuple[str, Any] | None


class Contents(AsyncLargeFileManager):
    """Jupyter's own contents manager for `sriovkit start`; everything but a notebook's widgets passes as it is."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._taken: dict[str, dict[Place, dict[str, Any]]] = {}
        self._made: dict[str, Process] = {}

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        if model.get("type") == "notebook" and model.get("content"):
            taken, process = still(model["content"]), await self._process(path)
            # What is saved again after a restart is still the older process's.
            for kept in taken.values():
                self._made.setdefault(_model(kept), process)
            self._taken[path.strip("/")] = taken
        return await super().save(model, path)  # type: ignore[no-untyped-call]

    async def get(self, path: str, content: bool = True, *given: Any, **named: Any) -> Any:
        model = await super().get(path, content, *given, **named)  # type: ignore[no-untyped-call]
        if model.get("type") == "notebook" and model.get("content"):
            still(model["content"])
            alive(model["content"], await self._living(path))
        return model

    async def _living(self, path: str) -> dict[Place, dict[str, Any]]:
        """The widgets of a notebook whose kernel is the one that made them."""
        process, taken = await self._process(path), self._taken.get(path.strip("/"), {})
        return {place: kept for place, kept in taken.items() if process and self._made[_model(kept)] == process}

    async def _process(self, path: str) -> Process:
        server: Any = self.parent
        for session in await server.session_manager.list_sessions() if server else ():
            if session["path"] == path.strip("/"):
                kernel = server.kernel_manager.get_kernel(session["kernel"]["id"])
                return session["kernel"]["id"], getattr(kernel.provisioner, "pid", None)
        return None


def _model(kept: dict[str, Any]) -> str:
    """Which widget a view shows; whatever a file says there."""
    view = kept[VIEW]
    return str(view.get("model_id") if isinstance(view, dict) else view)
