#!/usr/bin/env python3
"""Tells the PowerActors agent of this host which phase a process is in, so that the agent can set the phase's clock.

Copy this file beside your program. It needs Python's standard library only, never raises for what the agent does, and never waits for it: without an
agent every call does nothing.

    from phase_hints import PhaseHints

    hints = PhaseHints("/run/poweractors/hints.sock", gpus=[0])   # gpus: those of this process; all of the host's where left out
    for batch in data:
        with hints.phase("forward"):
            loss = model(batch)
        with hints.phase("backward"):
            loss.backward()
        with hints.phase("optimizer"):
            optimizer.step()

GPU work is asynchronous: where a phase's end matters to you, synchronise before you leave it. Phases of less than some ten milliseconds are not worth a change
of clocks; the agent sees that by itself.
"""

import contextlib
import os
import socket
import sys
import time


class PhaseHints:
    """A connection to the agent. Its hints end with it."""

    RETRY_SECONDS = 5.0

    def __init__(self, path=None, gpus=None):
        self._path = path or os.environ.get("POWERACTORS_HINTS", "/run/poweractors/hints.sock")
        self._hello = "hints 1" + ("" if gpus is None else " gpus=" + ",".join(str(int(gpu)) for gpu in gpus)) + "\n"
        self._socket = None
        self._retry_at = 0.0
        self._stack = []
        self._open()

    @contextlib.contextmanager
    def phase(self, name):
        """Within it the process is in the phase; phases may be nested."""
        self._stack.append(name)
        self.enter(name)
        try:
            yield
        finally:
            self._stack.pop()
            self.enter(self._stack[-1] if self._stack else None)

    def enter(self, name):
        """From now on the process is in the phase; None for in none."""
        self._send("end\n" if name is None else f"phase {name}\n")

    def answer(self, timeout=1.0):
        """What the agent has answered so far, for people; the answer to the first line names the phases of its plan."""
        if self._socket is None:
            return ""
        try:
            self._socket.settimeout(timeout)
            return self._socket.recv(4096).decode("ascii", "replace").strip()
        except OSError:
            return ""
        finally:
            self._socket.setblocking(False)

    def close(self):
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _open(self):
        self._retry_at = time.monotonic() + self.RETRY_SECONDS
        self.close()
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(0.2)
            connection.connect(self._path)
            connection.sendall(self._hello.encode("ascii"))
            connection.setblocking(False)
            self._socket = connection
        except OSError:
            connection.close()

    def _send(self, line):
        if self._socket is None:
            if time.monotonic() < self._retry_at:
                return
            self._open()
            if self._socket is None:
                return
        try:
            # A line is shorter than the socket's buffer, so it goes whole or, where the agent does not read, not at all.
            self._socket.send(line.encode("ascii"))
        except OSError:
            self.close()


def main():
    """Takes turns between phases, to be watched: phase_hints.py SOCKET [PHASE=SECONDS ...]"""
    if len(sys.argv) < 2:
        print(__doc__)
        return
    turns = [(name, float(seconds)) for name, seconds in (part.split("=") for part in sys.argv[2:])] or [("forward", 2.0), ("backward", 4.0)]
    hints = PhaseHints(sys.argv[1])
    print("agent answers:", hints.answer() or "nothing")
    try:
        while True:
            for name, seconds in turns:
                with hints.phase(name):
                    print(time.strftime("%H:%M:%S"), name, flush=True)
                    time.sleep(seconds)
    except KeyboardInterrupt:
        hints.close()


if __name__ == "__main__":
    main()
