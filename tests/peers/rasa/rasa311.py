"""Starts Rasa 3.6 on Python 3.11.

Sanic 21.12 hands bare coroutines to `asyncio.wait`, which Python refuses since 3.11: every WebSocket would end at once.
"""
import asyncio
import asyncio.tasks
import sys

_wait = asyncio.wait


async def _wait_for_coroutines_too(awaitables, **options):
    return await _wait([asyncio.ensure_future(each) for each in awaitables], **options)


asyncio.wait = asyncio.tasks.wait = _wait_for_coroutines_too

from rasa.__main__ import main  # noqa: E402

sys.argv[0] = "rasa"
main()
