import { expect, it } from "vitest";
import { findLiteral, parseCommand } from "./imap-parser.ts";

it("reads atoms, quoted strings, literals and lists", () => {
  expect(parseCommand([{ text: 'a1 LOGIN "o\\"la" secret' }])).toMatchObject({
    ok: true,
    command: { tag: "a1", name: "LOGIN", args: ['o"la', "secret"] },
  });
  expect(parseCommand([{ text: "a2 login " }, { literal: "ola nowak" }, { text: " " }, { literal: "" }, { text: "" }])).toMatchObject({
    ok: true,
    command: { name: "LOGIN", args: ["ola nowak", ""] },
  });
  expect(parseCommand([{ text: "a3 STATUS INBOX (MESSAGES UIDNEXT)" }])).toMatchObject({
    command: { args: ["INBOX", ["MESSAGES", "UIDNEXT"]] },
  });
  expect(parseCommand([{ text: 'a4 LIST "" *' }])).toMatchObject({ command: { args: ["", "*"] } });
});

it("names the tag of what it does not understand", () => {
  for (const [line, tag] of [
    ["", "*"],
    ["(", "*"],
    ["a1", "a1"],
    ['a2 LOGIN "open', "a2"],
    ["a3 STATUS INBOX (MESSAGES", "a3"],
    ["a4 STATUS INBOX MESSAGES)", "a4"],
    [`a5 NOOP ${"(".repeat(40)}`, "a5"],
    ["\u0000\u00ff\u0001", "\u0000\u00ff\u0001"],
  ] as const) {
    expect(parseCommand([{ text: line }])).toMatchObject({ ok: false, tag });
  }
});

it("finds the literal at the end of a line", () => {
  expect(findLiteral("a LOGIN {5}")).toEqual({ size: 5, waits: true, before: "a LOGIN " });
  expect(findLiteral("a LOGIN {5+}")).toEqual({ size: 5, waits: false, before: "a LOGIN " });
  expect(findLiteral("a LOGIN {5} x")).toBeNull();
});
