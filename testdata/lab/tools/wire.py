#!/usr/bin/python3
"""Joins pairs of interfaces of this namespace and delays every frame: wire.py IF IF MILLISECONDS [IF IF MILLISECONDS]...

Copies Ethernet frames (so ARP and neighbour discovery work), each way delayed by the given time, in order, nothing dropped
while fewer than 20,000 frames wait. Offloads must be off on the interfaces at both ends, so that a frame is a real frame.
"""
import collections
import select
import socket
import sys
import time

SOL_PACKET, PACKET_IGNORE_OUTGOING, ETH_P_ALL = 263, 23, 3


def open_port(name):
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    port.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, 16 << 20)
    port.bind((name, ETH_P_ALL))
    port.setblocking(False)
    return port


def main(words):
    peer, delay, queue = {}, {}, {}
    for first, second, milliseconds in zip(words[0::3], words[1::3], words[2::3]):
        one, two = open_port(first), open_port(second)
        peer[one], peer[two] = two, one
        for port in (one, two):
            delay[port] = float(milliseconds) / 1000
            queue[port] = collections.deque()
    ports = list(peer)
    clock = time.monotonic
    while True:
        due = min((waiting[0][0] for waiting in queue.values() if waiting), default=None)
        timeout = None if due is None else max(0.0, due - clock())
        for port in select.select(ports, [], [], timeout)[0]:
            waiting, later = queue[port], delay[port]
            try:
                for _ in range(64):
                    frame = port.recv(65536)
                    if len(waiting) < 20000:
                        waiting.append((clock() + later, frame))
            except BlockingIOError:
                pass
            except OSError:
                return
        now = clock()
        for port, waiting in queue.items():
            while waiting and waiting[0][0] <= now:
                try:
                    peer[port].send(waiting.popleft()[1])
                except OSError:
                    pass


main(sys.argv[1:])
