import { createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { parseConnectionCursor, toConnectionCursor } from "./connection-cursor.ts";
import { createCursors } from "./cursor.ts";
import { globalIdTypes, parseGlobalId, toGlobalId, typeOfGlobalId } from "./global-id.ts";
import { newId } from "./new-id.ts";

const key = randomBytes(32);
const cursors = createCursors(key);
const workspaceId = newId();
const position = { number: 1_234_567, at: 1_795_000_000_123 };

test("a cursor gives back number and time, to the millisecond", () => {
  for (const one of [position, { number: 0, at: null }, { number: Number.MAX_SAFE_INTEGER, at: 1 }]) {
    expect(cursors.parseCursor(workspaceId, cursors.toCursor(workspaceId, one))).toEqual(one);
  }
});

test("another workspace's cursor is refused, and one by another key", () => {
  const cursor = cursors.toCursor(workspaceId, position);
  expect(cursors.parseCursor(newId(), cursor)).toBeNull();
  expect(createCursors(randomBytes(32)).parseCursor(workspaceId, cursor)).toBeNull();
});

test("a cursor by an older key of the ring is still read", () => {
  const newer = createCursors(randomBytes(32), [key]);
  expect(newer.parseCursor(workspaceId, cursors.toCursor(workspaceId, position))).toEqual(position);
});

test("many at once are what each is alone", () => {
  const positions = Array.from({ length: 100 }, (_, index) => ({ number: 2 ** 32 - 50 + index, at: position.at + index }));
  const together = cursors.toCursors(workspaceId, positions);
  expect(together).toEqual(positions.map((one) => cursors.toCursor(workspaceId, one)));
  expect(together.map((cursor) => cursors.parseCursor(workspaceId, cursor))).toEqual(positions);
  expect(cursors.toCursors(workspaceId, [])).toEqual([]);
});

test("a cursor that was sealed by HMAC, as they were at first, is still read, for its own workspace", () => {
  const body = Buffer.alloc(14);
  body.writeBigUInt64BE(BigInt(position.number), 0);
  body.writeUIntBE(position.at, 8, 6);
  const seal = createHmac("sha256", key).update(workspaceId).update(body).digest().subarray(0, 8);
  const cursor = Buffer.concat([body, seal]).toString("base64url");
  expect(cursors.parseCursor(workspaceId, cursor)).toEqual(position);
  expect(createCursors(randomBytes(32), [key]).parseCursor(workspaceId, cursor)).toEqual(position);
  expect(cursors.parseCursor(newId(), cursor)).toBeNull();
});

test("changing any bit of a cursor, or its length, makes it refused", () => {
  const bytes = Buffer.from(cursors.toCursor(workspaceId, position), "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const forged = Buffer.from(bytes);
    forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(cursors.parseCursor(workspaceId, forged.toString("base64url"))).toBeNull();
  }
  for (const text of [
    "",
    "a",
    bytes.subarray(1).toString("base64url"),
    `${bytes.toString("base64url")}A`,
    "ä".repeat(30),
    " ".repeat(30),
  ]) {
    expect(cursors.parseCursor(workspaceId, text)).toBeNull();
  }
});

test("an id carries its type: another type's id is as if missing", () => {
  const uuid = newId();
  for (const type of globalIdTypes) {
    const id = toGlobalId(type, uuid);
    expect(typeOfGlobalId(id)).toBe(type);
    for (const other of globalIdTypes) expect(parseGlobalId(other, id)).toBe(other === type ? uuid : null);
  }
  for (const id of [
    "",
    uuid,
    "inbox_",
    `inbox_${uuid}`,
    `inbox_${"g".repeat(32)}`,
    `nothing_${"0".repeat(32)}`,
    `inbox_${"A".repeat(32)}`,
  ]) {
    expect(typeOfGlobalId(id)).toBeNull();
    expect(parseGlobalId("inbox", id)).toBeNull();
  }
});

test("a list's cursor gives back its keyset, to its own list alone", () => {
  const [id, at] = ["0198c000-0000-7000-8000-000000000001", "2026-11-23T09:30:00.000Z"];
  const cursor = toConnectionCursor("inboxes", ["ola@example.com", id, at]);
  expect(parseConnectionCursor("inboxes", ["text", "uuid", "timestamptz"], cursor)).toEqual(["ola@example.com", id, at]);
  expect(parseConnectionCursor("members", ["text", "uuid", "timestamptz"], cursor)).toBeNull();
  expect(parseConnectionCursor("inboxes", ["text", "uuid"], cursor)).toBeNull();
  for (const text of [
    "",
    "%%",
    Buffer.from("{}").toString("base64url"),
    Buffer.from('["inboxes",{}]').toString("base64url"),
    "A".repeat(5_000),
  ]) {
    expect(parseConnectionCursor("inboxes", ["text"], text)).toBeNull();
  }
});

test("a forged cursor's values never reach the database: each must be of its column's kind", () => {
  for (const forged of ["2026-13-45", "now", "2026-11-23", 5, null, "a\0b"]) {
    const cursor = Buffer.from(JSON.stringify(["inboxes", forged])).toString("base64url");
    expect(parseConnectionCursor("inboxes", ["timestamptz"], cursor)).toBeNull();
    expect(parseConnectionCursor("inboxes", ["uuid"], cursor)).toBeNull();
  }
  expect(parseConnectionCursor("inboxes", ["text"], Buffer.from('["inboxes","a\\u0000b"]').toString("base64url"))).toBeNull();
});
