#!/usr/bin/python3
"""One end of a tunnel over UDP port 51820: tunnel.py client|far STATE-FILE drop|pass [MTU]

The client end opens tun0 and sends every packet to 10.20.0.1; the far end opens tun0 in the first router. With `drop` the far end
swallows everything; with an MTU it swallows packets larger than that, without a word.
"""
import fcntl
import os
import select
import socket
import struct
import sys

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
PORT = 51820


def main(role, way, largest):
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", b"tun0", IFF_TUN | IFF_NO_PI))
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.bind(("0.0.0.0", PORT))
    peer = ("10.20.0.1", PORT) if role == "client" else ("10.20.0.10", PORT)
    while True:
        for ready in select.select([device, link], [], [])[0]:
            if ready == device:
                packet = os.read(device, 65536)
                if role == "client" or len(packet) <= largest:
                    link.sendto(packet, peer)
            else:
                packet = link.recv(65536)
                if role == "client" or (way == "pass" and len(packet) <= largest):
                    os.write(device, packet)


main(sys.argv[1], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 65535)
