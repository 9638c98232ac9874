"""All links at once up to a bound, as the classic asynchronous job does it; a link's time begins when its turn comes."""
import asyncio
import json
import ssl
import sys
import time

import aiohttp


async def check(urls, concurrency, timeout):
    turns = asyncio.Semaphore(concurrency)

    async def is_alive(session, url):
        async with turns:
            try:
                async with session.get(url) as answer:
                    return 200 <= answer.status < 300
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
                return False

    connector = aiohttp.TCPConnector(limit=0, ssl=ssl.create_default_context())
    limits = aiohttp.ClientTimeout(total=timeout)
    async with aiohttp.ClientSession(connector=connector, timeout=limits) as session:
        return await asyncio.gather(*(is_alive(session, url) for url in urls))


with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)
started = time.monotonic()
alive = asyncio.run(check(job["urls"], job["concurrency"], job["timeoutMs"] / 1000))
json.dump({"checkMs": (time.monotonic() - started) * 1000, "alive": alive}, sys.stdout)
