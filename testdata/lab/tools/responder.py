#!/usr/bin/python3
"""The lab's own answering and misbehaving servers: responder.py service|dns|ntp|accept LAB-DIRECTORY

service  STUN (RFC 8489) on UDP 8801-8810 of .30; silence on UDP 8801-8810 of .31; the Zoom-like STUN dialect on UDP 3478 and 3479 of .42;
         misbehaving TCP servers on ports 11001-11011.
dns      on port 3053: passes queries to the real resolver and alters what comes back as LAB-DIRECTORY/extra/dns says (one word and arguments).
ntp      on port 1123: answers as LAB-DIRECTORY/extra/ntp says (lines "ADDRESS|* MODE [ARGUMENT]").
accept   on TCP 11001 accepts and is silent.
The files are read for every packet, so a fault takes effect at once.
"""
import asyncio
import os
import socket
import ssl
import struct
import sys
import time

COOKIE = 0x2112A442


class Datagrams(asyncio.DatagramProtocol):
    """Calls answer(data, peer, local address); sends what it returns, after an optional delay."""

    def __init__(self, answer, local):
        self.answer, self.local = answer, local

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        result = self.answer(data, peer, self.local)
        if asyncio.iscoroutine(result):
            asyncio.ensure_future(self.later(result, peer))
        elif result:
            self.transport.sendto(result, peer)

    async def later(self, result, peer):
        data = await result
        if data:
            self.transport.sendto(data, peer)


async def serve_udp(address, port, answer):
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: Datagrams(answer, address), local_addr=(address, port))


def stun(data, peer, _local):
    if len(data) < 20 or struct.unpack(">I", data[4:8])[0] != COOKIE or data[0:2] != b"\x00\x01":
        return None
    address = socket.inet_pton(socket.AF_INET6 if ":" in peer[0] else socket.AF_INET, peer[0].split("%")[0])
    mask = (data[4:20])[: len(address)]
    value = struct.pack(">BBH", 0, 2 if len(address) == 16 else 1, peer[1] ^ (COOKIE >> 16)) + bytes(a ^ m for a, m in zip(address, mask))
    attribute = struct.pack(">HH", 0x0020, len(value)) + value
    return b"\x01\x01" + struct.pack(">H", len(attribute)) + data[4:20] + attribute


def zoom_stun(data, peer, _local):
    if len(data) < 20 or data[0:2] != b"\x00\x01" or struct.unpack(">I", data[4:8])[0] == COOKIE:
        return stun(data, peer, _local)
    value = struct.pack(">HH", 1, peer[1]) + socket.inet_aton(peer[0])
    return b"\x00\x02" + struct.pack(">H", 4 + len(value)) + data[4:20] + struct.pack(">HH", 0x0103, len(value)) + value


def silent(_data, _peer, _local):
    return None


def reset(writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def read_some(reader):
    try:
        return await asyncio.wait_for(reader.read(65536), 60)
    except (asyncio.TimeoutError, ConnectionError):
        return b""


async def accept_silent(reader, _writer):
    while await read_some(reader):
        pass


async def foreign_banner(reader, writer):
    writer.write(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    await accept_silent(reader, writer)


async def close_at_once(reader, writer):
    await read_some(reader)
    writer.close()


async def reset_after_hello(reader, writer):
    await read_some(reader)
    reset(writer)


async def drip(reader, writer):
    await read_some(reader)
    writer.write(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03")
    for _ in range(600):
        writer.write(b"\x00")
        await asyncio.sleep(0.2)


async def half_record(reader, writer):
    await read_some(reader)
    writer.write(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" + b"\x55" * 20)
    await accept_silent(reader, writer)


async def lying_length(reader, writer):
    await read_some(reader)
    writer.write(b"\x16\x03\x03\x00\x2a\x02\xff\xff\xff\x03\x03" + b"\xaa" * 35)
    await accept_silent(reader, writer)


def fatal_alert(number):
    async def run(reader, writer):
        await read_some(reader)
        writer.write(b"\x15\x03\x03\x00\x02\x02" + bytes([number]))
        writer.close()
    return run


async def huge_header(reader, writer):
    await read_some(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(20000):
        writer.write(b"X-Filler-%d: " % number + b"x" * 1000 + b"\r\n")
        await writer.drain()
    writer.close()


async def stalls(reader, writer):
    await read_some(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nContent-Type: text/plain\r\n\r\n" + b"s" * 40000)
    await accept_silent(reader, writer)


async def service(directory):
    ends = [("203.0.113.%d", ""), ("2001:db8:113::%d", "6")]
    for form, _ in ends:
        for port in range(8801, 8811):
            await serve_udp(form % 30, port, stun)
            await serve_udp(form % 31, port, silent)
    for port in (3478, 3479):
        await serve_udp("203.0.113.42", port, zoom_stun)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(directory + "/pki/good.pem", directory + "/pki/leaf.key")
    servers = [(11001, accept_silent, None), (11002, foreign_banner, None), (11003, close_at_once, None), (11004, reset_after_hello, None), (11005, drip, None),
               (11006, huge_header, tls), (11007, half_record, None), (11008, lying_length, None), (11009, fatal_alert(80), None), (11011, fatal_alert(70), None), (11010, stalls, tls)]
    for port, behaviour, context in servers:
        await asyncio.start_server(guarded(behaviour), None, port, ssl=context)


async def accept(_directory):
    await asyncio.start_server(guarded(accept_silent), None, 11001)


def guarded(behaviour):
    async def run(reader, writer):
        try:
            await behaviour(reader, writer)
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
    return run


def words(path):
    with open(path) as lines:
        return [line.split() for line in lines if line.strip()]


# --- NTP ---

def ntp_mode(directory, local):
    mode = ["shift", "0"]
    for line in words(directory + "/extra/ntp"):
        if line[0] in ("*", local):
            mode = line[1:]
    return mode


def ntp_answer(directory):
    def answer(data, _peer, local):
        if len(data) < 48:
            return None
        mode = ntp_mode(directory, local)
        kind, argument = mode[0], (mode[1] if len(mode) > 1 else "0")
        shift = float(argument) if kind in ("shift", "unsync") else 0.0
        leap, stratum, reference = 0, 2, b"\xc0\x00\x02\xc9"
        if kind == "silent":
            return None
        if kind == "garbage":
            return b"\xff" * 31
        if kind == "unsync":
            leap, stratum, reference = 3, 0, b"INIT"
        if kind == "kiss":
            leap, stratum, reference = 3, 0, argument.encode().ljust(4)[:4]
        now = time.time() + shift + 2208988800
        stamp = struct.pack(">II", int(now) & 0xFFFFFFFF, int((now % 1) * (1 << 32)))
        origin = data[40:48] if kind != "origin" else b"\x01" * 8
        version = (data[0] >> 3) & 7
        return (bytes([(leap << 6) | (version << 3) | 4, stratum, 6, 0xEC]) + struct.pack(">II", 0x10, 0x20) + reference + stamp + origin + stamp + stamp)
    return answer


# --- DNS ---

def question_end(data):
    at = 12
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 5


def name_of(data):
    at, labels = 12, []
    while at < len(data) and data[at]:
        labels.append(data[at + 1: at + 1 + data[at]].decode("ascii", "replace").lower())
        at += data[at] + 1
    return ".".join(labels)


def with_code(data, code, truncated=False):
    flags = 0x8180 | code | (0x0200 if truncated else 0)
    return data[0:2] + struct.pack(">HHHHH", flags, 1, 0, 0, 0) + data[12:question_end(data)]


def with_address(data, address):
    end = question_end(data)
    kind = struct.unpack(">H", data[end - 4:end - 2])[0]
    if kind != 1:
        return with_code(data, 0)
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(address)
    return data[0:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + data[12:end] + record


async def ask(data, local):
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    class Client(asyncio.DatagramProtocol):
        def datagram_received(self, answer, _peer):
            if not done.done():
                done.set_result(answer)
    transport, _ = await loop.create_datagram_endpoint(Client, remote_addr=(local, 53))
    transport.sendto(data)
    try:
        return await asyncio.wait_for(done, 3)
    except asyncio.TimeoutError:
        return None
    finally:
        transport.close()


async def dns_answer(directory, data, local, udp):
    lines = words(directory + "/extra/dns")
    mode = lines[0] if lines else ["pass"]
    kind, argument = mode[0], (mode[1] if len(mode) > 1 else "")
    name = name_of(data)
    ours = name.endswith("zoom.example")
    if kind == "servfail" and ours:
        return with_code(data, 2)
    if kind == "malformed" and ours:
        return data[0:2] + b"\x81\x80\x00\x01\x00\x05\x00\x00\x00\x00" + data[12:question_end(data)] + b"\xc0\xff\xff\x01"
    if kind == "loop" and ours:
        return data[0:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + data[12:question_end(data)] + b"\xc0" + bytes([question_end(data)]) + b"\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x01\x02\x03\x04"
    if kind == "truncated" and ours:
        return with_code(data, 0, True) if udp else None
    if kind == "silent-udp" and udp:
        return None
    if kind == "slow":
        await asyncio.sleep(float(argument or 1.5))
    if kind == "address" and ours:
        return with_address(data, argument)
    real = await ask(data, local)
    if kind == "rewrite" and real and real[3] & 0x0F == 3:
        return with_address(data, argument)
    return real


async def dns(directory):
    async def stream(reader, writer):
        local = writer.get_extra_info("sockname")[0]
        try:
            size = struct.unpack(">H", await reader.readexactly(2))[0]
            answer = await dns_answer(directory, await reader.readexactly(size), local, False)
            if answer:
                writer.write(struct.pack(">H", len(answer)) + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
    for address in ("192.0.2.53", "192.0.2.54", "2001:db8:53::53", "2001:db8:53::54"):
        await serve_udp(address, 3053, lambda data, _peer, local: dns_answer(directory, data, local, True))
        await asyncio.start_server(stream, address, 3053)


async def ntp(directory):
    for number in (201, 202, 203, 204):
        for form in ("192.0.2.%d", "2001:db8:123::%d"):
            await serve_udp(form % number, 1123, ntp_answer(directory))


async def main():
    await {"service": service, "dns": dns, "ntp": ntp, "accept": accept}[sys.argv[1]](sys.argv[2])
    await asyncio.Event().wait()


os.umask(0o077)
asyncio.run(main())
