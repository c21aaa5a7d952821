"""Reads TensorBoard event files by the formats' descriptions alone: framing, checksums, wire format.

Says of each file, as JSON a line: the events, and how many bytes at its end are no whole record.
The checksum is reckoned bit by bit from the highest on, over reflected bytes: another way than ours.
"""

import json
import struct
import sys


def reflect(value, width):
    return int(format(value, f"0{width}b")[::-1], 2)


def crc32c(data):
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= reflect(byte, 8) << 24
        for _ in range(8):
            top = remainder & 0x80000000
            remainder = (remainder << 1) & 0xFFFFFFFF
            if top:
                remainder ^= 0x1EDC6F41
    return reflect(remainder, 32) ^ 0xFFFFFFFF


def unmask(masked):
    turned = (masked - 0xA282EAD8) & 0xFFFFFFFF
    return ((turned >> 17) | (turned << 15)) & 0xFFFFFFFF


def records(data):
    """Yields whole records; returns the bytes left over. A wrong checksum is an error."""
    at = 0
    while at + 12 <= len(data):
        (length, length_crc) = struct.unpack_from("<QI", data, at)
        assert crc32c(data[at : at + 8]) == unmask(length_crc), "checksum of the length"
        if at + 16 + length > len(data):
            break
        body = data[at + 12 : at + 12 + length]
        (body_crc,) = struct.unpack_from("<I", data, at + 12 + length)
        assert crc32c(body) == unmask(body_crc), "checksum of the data"
        yield body
        at += 16 + length
    yield len(data) - at


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    """Number and raw value of each field of a message."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            (value,), at = struct.unpack_from("<d", data, at), at + 8
        elif kind == 5:
            (value,), at = struct.unpack_from("<f", data, at), at + 4
        else:
            assert kind == 2, f"wire type {kind}"
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
        yield number, value


def one(data, number, default=b""):
    found = [value for key, value in fields(data) if key == number]
    assert len(found) <= 1, f"field {number} is repeated"
    return found[0] if found else default


def setting(value):
    ((kind, content),) = fields(value)
    return {2: lambda: content, 3: lambda: content.decode(), 4: lambda: bool(content)}[kind]()


def summary_value(value):
    found = {"tag": one(value, 1).decode()}
    if any(number == 2 for number, _ in fields(value)):
        found["value"] = one(value, 2)
    plugin = one(one(value, 9), 1)
    if plugin:
        found["plugin"] = one(plugin, 1).decode()
        start = one(one(plugin, 2), 3)
        entries = [entry for number, entry in fields(start) if number == 1]
        found["settings"] = {one(e, 1).decode(): setting(one(e, 2)) for e in entries}
        found["startedAt"] = one(start, 5)
    return found


def event(body):
    found = {"wallTime": one(body, 1), "step": one(body, 2, 0)}
    if one(body, 3):
        found["fileVersion"] = one(body, 3).decode()
    values = [value for number, value in fields(one(body, 5)) if number == 1]
    if values:
        found["values"] = [summary_value(value) for value in values]
    return found


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        *bodies, left = records(file.read())
    print(json.dumps({"events": [event(body) for body in bodies], "left": left}))
