"""One thread that does one thing after the other, for an event loop that must not wait."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["Worker"]

_T = TypeVar("_T")


class Worker:
    """Started at its first task; a daemon, so that nothing it still does keeps the process from ending."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: queue.SimpleQueue[tuple[asyncio.Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def run(self, task: Callable[[], _T]) -> "asyncio.Future[_T]":
        """Do it when all that was asked before is done. A future that is cancelled before its turn is skipped."""
        future: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._tasks.put((future, task))
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        return future

    def _serve(self) -> None:
        while True:
            future, task = self._tasks.get()
            if future.cancelled():
                continue
            result: Any = None
            failure: BaseException | None = None
            try:
                result = task()
            except BaseException as error:  # raised again where the result is awaited
                failure = error
            try:
                future.get_loop().call_soon_threadsafe(_settle, future, result, failure)
            except RuntimeError:
                return  # the loop is closed: nobody waits any more


def _settle(future: "asyncio.Future[Any]", result: Any, failure: BaseException | None) -> None:
    if future.done():
        return
    if failure is not None:
        future.set_exception(failure)
    else:
        future.set_result(result)
