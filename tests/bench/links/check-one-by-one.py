"""One link after the other, as the classic job over a site's friends does it."""
import json
import sys
import time

import requests


def is_alive(url, timeout):
    try:
        # Without `stream` an endless page would keep it for ever.
        with requests.get(url, timeout=timeout, stream=True) as answer:
            return 200 <= answer.status_code < 300
    except (requests.RequestException, ValueError):
        return False


with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)
started = time.monotonic()
alive = [is_alive(url, job["timeoutMs"] / 1000) for url in job["urls"]]
json.dump({"checkMs": (time.monotonic() - started) * 1000, "alive": alive}, sys.stdout)
