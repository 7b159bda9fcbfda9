#!/usr/bin/env python3
"""A pretended vLLM to try the clock governor on, without a GPU: serves /metrics as vLLM 0.11 does, in real time.

    pretended_vllm.py [--port 8000] [--rate 1.5] [--node http://127.0.0.1:8480 --server site/row-1/rack-1/server-1]

With --node it asks the control node for the clock of that server's GPUs and slows down with it, as an A100 would (medians over BEAM's profiles of
Llama-3.3-70B): the loop is closed. Standard library only.
"""

import argparse
import bisect
import http.server
import random
import re
import threading
import time
import urllib.request

TTFT = [.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560]
TBT = [.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80]
# clock, time of a prompt and of a decode iteration as multiples of those at 1410 MHz
SLOW = [(510, 2.35, 2.10), (690, 1.80, 1.65), (810, 1.55, 1.35), (900, 1.41, 1.25), (990, 1.30, 1.15), (1110, 1.19, 1.09), (1200, 1.11, 1.05), (1290, 1.04, 1.03), (1410, 1, 1)]
LABELS = 'engine="0",model_name="pretended"'


class Histogram:
    def __init__(self, bounds):
        self.bounds, self.counts, self.sum = bounds, [0] * (len(bounds) + 1), 0.0

    def add(self, value):
        self.counts[bisect.bisect_left(self.bounds, value)] += 1
        self.sum += value

    def write(self, name):
        lines, below = [f"# TYPE {name} histogram"], 0
        for bound, count in zip(self.bounds + ["+Inf"], self.counts):
            below += count
            lines.append(f'{name}_bucket{{le="{bound}",{LABELS}}} {below}.0')
        return lines + [f"{name}_count{{{LABELS}}} {below}.0", f"{name}_sum{{{LABELS}}} {self.sum!r}"]


class Server:
    """Prompts first, then a token for each request that runs."""

    def __init__(self, rate):
        self.rate, self.clock, self.waiting, self.running = rate, 1410.0, [], []
        self.ttft, self.tokens, self.requests = Histogram(TTFT), Histogram(TBT), Histogram(TBT)
        self.lock = threading.Lock()

    def slow(self, column):
        at = max(0, min(len(SLOW) - 2, bisect.bisect([row[0] for row in SLOW], self.clock) - 1))
        low, high = SLOW[at], SLOW[at + 1]
        share = min(1, max(0, (self.clock - low[0]) / (high[0] - low[0])))
        return low[column] + share * (high[column] - low[column])

    def run(self):
        now, arrival = time.monotonic(), time.monotonic()
        while True:
            with self.lock:
                while arrival <= now:
                    self.waiting.append((arrival, random.randint(100, 300)))
                    arrival += random.expovariate(self.rate)
                if self.waiting:
                    arrived, tokens = self.waiting.pop(0)
                    now += .12 * self.slow(1)
                    self.ttft.add(now - arrived)
                    self.running.append([now, tokens, tokens - 1, now])
                elif self.running:
                    iteration = (.030 + .0004 * len(self.running)) * self.slow(2)
                    now += iteration
                    for request in self.running:
                        self.tokens.add(now - request[3])  # a prompt in between makes all others wait
                        request[2], request[3] = request[2] - 1, now
                    for first, tokens, _, _ in (request for request in self.running if request[2] == 0):
                        self.requests.add((now - first) / (tokens - 1))
                    self.running = [request for request in self.running if request[2] > 0]
                else:
                    now = min(arrival, now + .05)
            time.sleep(max(0, now - time.monotonic()))

    def page(self):
        with self.lock:
            lines = [f"vllm:num_requests_running{{{LABELS}}} {len(self.running)}.0", f"vllm:num_requests_waiting{{{LABELS}}} {len(self.waiting)}.0"]
            lines += self.ttft.write("vllm:time_to_first_token_seconds") + self.tokens.write("vllm:inter_token_latency_seconds")
            lines += self.requests.write("vllm:request_time_per_output_token_seconds")
            return "\n".join(lines) + "\n"

    def follow(self, node, server):
        wanted = re.compile(r'^poweractors_gpu_clock_megahertz\{server="' + re.escape(server) + r'",gpu="?0"?\} (\S+)', re.MULTILINE)
        while True:
            try:
                with urllib.request.urlopen(f"{node}/metrics", timeout=5) as answer:
                    found = wanted.search(answer.read().decode())
                if found:
                    self.clock = float(found.group(1))
            except OSError:
                pass
            time.sleep(1)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--rate", type=float, default=1.5, help="requests per second")
    options.add_argument("--node", help="control node whose metrics tell the clock")
    options.add_argument("--server", default="site/row-1/rack-1/server-1")
    chosen = options.parse_args()
    server = Server(chosen.rate)
    threading.Thread(target=server.run, daemon=True).start()
    if chosen.node:
        threading.Thread(target=server.follow, args=(chosen.node, chosen.server), daemon=True).start()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = server.page().encode() if self.path == "/metrics" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    print(f"serving on http://127.0.0.1:{chosen.port}/metrics", flush=True)
    http.server.ThreadingHTTPServer(("127.0.0.1", chosen.port), Handler).serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
