"""One thread that does one thing after the other."""

import asyncio
import threading

import pytest

from gateline.surfaces.lsp.worker import Worker


def test_order_results_and_errors() -> None:
    done: list[int] = []

    async def use() -> None:
        worker = Worker("test")
        futures = [worker.run(lambda number=number: done.append(number)) for number in range(20)]  # type: ignore[misc]
        assert await worker.run(lambda: threading.current_thread().name) == "test"
        assert all(future.done() for future in futures)
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda: 1 // 0)
        assert await worker.run(lambda: "still there") == "still there"

    asyncio.run(use())
    assert done == list(range(20))


def test_what_is_cancelled_before_its_turn_is_not_done() -> None:
    done: list[str] = []

    async def use() -> None:
        worker, gate = Worker("test"), threading.Event()
        first = worker.run(gate.wait)
        second = worker.run(lambda: done.append("second"))
        third = worker.run(lambda: done.append("third"))
        second.cancel()
        gate.set()
        await third
        assert await first

    asyncio.run(use())
    assert done == ["third"]


def test_loop_that_has_gone_ends_the_thread() -> None:
    worker, gate = Worker("test"), threading.Event()

    async def use() -> None:
        worker.run(gate.wait)

    asyncio.run(use())
    gate.set()
    assert worker._thread is not None
    worker._thread.join(10)
    assert not worker._thread.is_alive()
