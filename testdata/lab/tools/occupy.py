#!/usr/bin/python3
"""Takes local ports, TCP and UDP, IPv4 and IPv6, until it is ended: occupy.py FIRST LAST."""
import signal
import socket
import sys

held = []
for port in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        taken = socket.socket(socket.AF_INET6, kind)
        taken.bind(("::", port))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        held.append(taken)
signal.pause()
