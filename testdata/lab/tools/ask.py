#!/usr/bin/python3
"""Plain questions for checking the lab, independent of the product. Each prints one line.

ask.py tcp ADDRESS PORT         open | refused | unreachable | silent ..., with "icmp TYPE/CODE from ROUTER" where the error queue has one
ask.py stun|zoom|sip|media ADDRESS PORT [TRIES]   answered | icmp ... | silent, over UDP
ask.py dns SERVER NAME [A|AAAA|TXT] [tcp]         RCODE and addresses, or silent
ask.py ntp SERVER               offset in seconds, stratum and leap, or silent
ask.py hops ADDRESS             the routers that answer UDP probes with rising TTL
ask.py loss ADDRESS PORT COUNT INTERVAL-MS        percent of STUN requests without an answer
"""
import os
import re
import select
import socket
import struct
import sys
import time


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def watch_errors(sock, address):
    if ":" in address:
        sock.setsockopt(socket.IPPROTO_IPV6, 25, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IP, 11, 1)


def queued_error(sock):
    try:
        _, ancillary, _, _ = sock.recvmsg(2048, 512, socket.MSG_ERRQUEUE | socket.MSG_DONTWAIT)
    except OSError:
        return ""
    for _, kind, data in ancillary:
        if kind in (11, 25):
            errno, origin, icmp_type, code = struct.unpack("IBBB", data[:7])
            offender = socket.inet_ntop(socket.AF_INET6, data[24:40]) if kind == 25 else socket.inet_ntoa(data[20:24])
            return "icmp %d/%d from %s" % (icmp_type, code, offender) if origin in (2, 3) else "local errno %d" % errno
    return ""


def tcp(address, port, *_):
    sock = socket.socket(family(address), socket.SOCK_STREAM)
    watch_errors(sock, address)
    sock.settimeout(4)
    begin = time.monotonic()
    try:
        sock.connect((address, int(port)))
        word = "open"
    except socket.timeout:
        word = "silent"
    except OSError as error:
        word = {111: "refused", 113: "unreachable", 101: "unreachable"}.get(error.errno, os.strerror(error.errno).replace(" ", "-"))
    elapsed = (time.monotonic() - begin) * 1000
    sock.setblocking(False)
    return "%s %s %.0f ms" % (word, queued_error(sock), elapsed)


def exchange(address, port, data, tries=3, wait=0.7):
    sock = socket.socket(family(address), socket.SOCK_DGRAM)
    watch_errors(sock, address)
    try:
        sock.connect((address, int(port)))
    except OSError as error:
        return None, "local errno %d" % error.errno
    if callable(data):
        data = data(sock.getsockname())
    for _ in range(int(tries)):
        try:
            sock.send(data)
        except OSError as error:
            found = queued_error(sock)
            if found:
                return None, found
            return None, "send errno %d" % error.errno
        poll = select.poll()
        poll.register(sock, select.POLLIN | select.POLLERR)
        for _, event in poll.poll(wait * 1000):
            found = queued_error(sock)
            if found:
                return None, found
            try:
                return sock.recv(4096), "answered"
            except OSError as error:
                return None, "errno %d" % error.errno
    return None, "silent"


def stun_request():
    return b"\x00\x01\x00\x00\x21\x12\xa4\x42" + os.urandom(12)


def stun(address, port, *tries):
    data, word = exchange(address, port, stun_request(), *tries)
    if data and data[:2] == b"\x01\x01":
        at = data.find(b"\x00\x20\x00\x08\x00\x01")
        return word + (" mapped port %d" % (struct.unpack(">H", data[at + 6:at + 8])[0] ^ 0x2112) if at > 0 else "")
    return word


def zoom(address, port, *tries):
    data, word = exchange(address, port, b"\x00\x01\x00\x18" + os.urandom(16) + b"\x01\x01\x00\x1412345678901234567890"[:4] + b"12345678901234567890", *tries)
    return word + (" 0x%s" % data[:2].hex() if data else "")


def media(address, port, *tries):
    return exchange(address, port, b"\x01\x00\x03" + os.urandom(120), *tries)[1]


def sip_request(address, local):
    host = "[%s]" % local[0] if ":" in local[0] else local[0]
    there = "[%s]" % address if ":" in address else address
    return ("OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=z9hG4bK%s;rport\r\nMax-Forwards: 70\r\nFrom: <sip:a@%s>;tag=1\r\nTo: <sip:b@%s>\r\nCall-ID: %s@%s\r\n"
            "CSeq: 1 OPTIONS\r\nContact: <sip:a@%s:%d>\r\nContent-Length: 0\r\n\r\n" % (
                there, host, local[1], os.urandom(4).hex(), host, there, os.urandom(4).hex(), host, host, local[1])).encode()


def sip(address, port, *tries):
    data, word = exchange(address, port, lambda local: sip_request(address, local), *tries)
    lines = data.decode(errors="replace").split("\r\n") if data else []
    return word + (" | " + lines[0] + " | " + next((line for line in lines if line.startswith("Via")), "") if lines else "")


def read_name(data, at):
    end, hops, labels = None, 0, []
    while data[at]:
        if data[at] & 0xC0:
            end = end or at + 2
            at = struct.unpack(">H", data[at:at + 2])[0] & 0x3FFF
            hops += 1
            if hops > 20:
                raise ValueError("loop")
            continue
        labels.append(data[at + 1:at + 1 + data[at]].decode())
        at += data[at] + 1
    return ".".join(labels), end or at + 1


def dns(server, name, kind="A", over="udp"):
    number = {"A": 1, "AAAA": 28, "TXT": 16}[kind]
    query = os.urandom(2) + b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\x00" + struct.pack(">HH", number, 1)
    if over == "tcp":
        try:
            with socket.create_connection((server, 53), 3) as sock:
                sock.sendall(struct.pack(">H", len(query)) + query)
                data = sock.recv(4096)[2:]
        except OSError as error:
            return "tcp failed: %s" % error
    else:
        begin = time.monotonic()
        data, word = exchange(server, 53, query, 1, 2)
        if data is None:
            return word
    try:
        code = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"][data[3] & 15] + (" TC" if data[2] & 2 else "")
        _, at = read_name(data, 12)
        at, found = at + 4, []
        for _ in range(struct.unpack(">H", data[6:8])[0]):
            _, at = read_name(data, at)
            rtype, _, _, size = struct.unpack(">HHIH", data[at:at + 10])
            body = data[at + 10:at + 10 + size]
            at += 10 + size
            found.append(socket.inet_ntoa(body) if rtype == 1 else socket.inet_ntop(socket.AF_INET6, body) if rtype == 28 else "type%d" % rtype)
        return " ".join([code] + sorted(found))
    except (ValueError, IndexError, struct.error, OSError):
        return "malformed"


def ntp(server, *_):
    data, word = exchange(server, 123, b"\x23" + b"\0" * 39 + os.urandom(8), 2)
    if not data:
        return word
    if len(data) < 48:
        return "malformed"
    seconds, fraction = struct.unpack(">II", data[40:48])
    return "offset %.1f stratum %d leap %d %s" % (seconds + fraction / 2**32 - 2208988800 - time.time(), data[1], data[0] >> 6, data[12:16].decode("latin1") if data[1] == 0 else "")


def hops(address, *_):
    found = []
    for ttl in range(1, 9):
        sock = socket.socket(family(address), socket.SOCK_DGRAM)
        watch_errors(sock, address)
        sock.setsockopt(*((socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS) if ":" in address else (socket.IPPROTO_IP, socket.IP_TTL)), ttl)
        sock.sendto(stun_request(), (address, 33434))
        poll = select.poll()
        poll.register(sock, select.POLLIN | select.POLLERR)
        word = "*"
        if poll.poll(400):
            match = re.search(r"icmp (\d+)/(\d+) from (\S+)", queued_error(sock))
            word = match.group(3) if match else "?"
            found.append(word)
            if match and (match.group(1), match.group(2)) not in (("11", "0"), ("3", "0")) or match and match.group(1) == "3" and ":" not in address:
                break
        else:
            found.append(word)
            if found[-4:] == ["*", "*", "*", "*"]:
                break
    return " ".join(found)


def loss(address, port, count, interval):
    sock = socket.socket(family(address), socket.SOCK_DGRAM)
    sock.connect((address, int(port)))
    sock.setblocking(False)
    answered = 0
    for number in range(int(count) + 20):
        if number < int(count):
            sock.send(stun_request())
        time.sleep(float(interval) / 1000)
        try:
            while sock.recv(2048):
                answered += 1
        except OSError:
            pass
    return "%.1f percent" % (100.0 - 100.0 * answered / int(count))


if len(sys.argv) < 3:
    sys.exit(__doc__)
print(globals()[sys.argv[1]](*sys.argv[2:]))
