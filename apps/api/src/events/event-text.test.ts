import { readFileSync } from "node:fs";
import { fact } from "@relink/domain";
import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { newId } from "../platform/new-id.ts";
import { createEventProjection } from "./event-projection.ts";
import { type StoredEvent, toEventBody } from "./stored-event.ts";

const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const cursor = "c".repeat(30);
const gap = { uidValidity: "17", firstUid: "1001", lastUid: "1042" };

function toStored(body: string): StoredEvent {
  const ids = {
    workspaceId: newId(),
    id: newId(),
    inboxId: newId(),
    ownerId: newId(),
    connectedBy: null,
    sharedInboxId: null,
    actorId: null,
  };
  return { ...ids, number: 1, at: 0, type: "CONNECTED", inboxVersion: 1, kind: "PERSONAL", body };
}

function write(name: string, more: Parameters<typeof fact>[2] = {}, arrived: Parameters<typeof toEventBody>[0]["arrived"] = null): string {
  const actor = { kind: "MEMBER", memberId: null, name } as const;
  return toEventBody({
    id: newId(),
    fact: fact("RECONNECTED", "CONNECTED", more),
    at: Date.now(),
    actor,
    inboxId: newId(),
    inboxVersion: 3,
    arrived,
  });
}

const bodies = [
  write("Ola"),
  write('a "quoted" \\ name, {"type":"x"} \\", \n\u0001 żółw 🦊 \ud800'),
  write("", {
    reason: "ACCESS_REVOKED",
    providerCode: '"inboxVersion":7}',
    fromState: "DISCONNECTED",
    fromProvider: "IMAP",
    toProvider: "GOOGLE",
  }),
  write("Ola", {}, { count: 42, gap }),
  write("Ola", {}, { count: 0, gap: null }),
];

const selections = [
  "id cursor type at actorKind actorName reason providerCode fromState toState fromProvider toProvider grantId arrivedMeanwhile gap { uidValidity firstUid lastUid } inboxId inboxVersion",
  "inboxVersion inboxId gap { uidValidity firstUid lastUid } type id cursor",
  "a: id b: id id actorName __typename c: cursor kind: __typename type name: actorName",
  "cursor",
  "gap { lastUid } id",
];

/** The answer as JSON.parse and JSON.stringify make it. */
function slowly(body: string, selection: string): string {
  const event = { ...JSON.parse(body), cursor };
  const names = selection
    .replace(/\{[^}]*\}/g, "")
    .trim()
    .split(/\s+/)
    .join(" ")
    .replaceAll(": ", ":")
    .split(" ");
  const pick = (field: string): unknown => {
    if (field === "__typename") return "InboxEvent";
    if (field !== "gap" || event.gap === null) return event[field];
    const inner = /\{([^}]*)\}/.exec(selection)?.[1]?.trim().split(/\s+/) ?? [];
    return Object.fromEntries(inner.map((one) => [one, event.gap[one]]));
  };
  const fields = names.map((name) => [name.split(":")[0] ?? "", pick(name.split(":").at(-1) ?? "")] as const);
  return JSON.stringify({ data: { e: Object.fromEntries(fields) } });
}

const toDocument = (selection: string) => parse(`subscription { e: inboxEvents { ${selection} } }`);

test.each(selections)("what is cut out of the stored text is what reading it gives: %s", (selection) => {
  const project = createEventProjection(schema, toDocument(selection), null);
  for (const body of bodies) expect(project?.(toStored(body), cursor)).toBe(slowly(body, selection));
});

test("an event as it is written is never read as JSON for its own fields", () => {
  const parsed: string[] = [];
  const { parse: real } = JSON;
  JSON.parse = (text: string) => (parsed.push(text), real(text));
  try {
    for (const selection of selections.slice(0, 4)) {
      const project = createEventProjection(schema, toDocument(selection), null);
      for (const body of bodies) project?.(toStored(body), cursor);
    }
  } finally {
    JSON.parse = real;
  }
  expect(parsed).toEqual([]);
});

test("a text that is not as it is written today is read as JSON, and one that the schema does not know is left to graphql", () => {
  const project = createEventProjection(schema, toDocument("id type inboxVersion"), null);
  const event = JSON.parse(bodies[0] ?? "");
  const answer = JSON.stringify({ data: { e: { id: event.id, type: event.type, inboxVersion: 3 } } });
  const { gap: _gap, arrivedMeanwhile: _arrived, ...older } = event;
  for (const other of [older, { ...event, later: 1 }, { inboxVersion: 3, ...event }])
    expect(project?.(toStored(JSON.stringify(other)), cursor)).toBe(answer);
  expect(project?.(toStored(JSON.stringify(event, null, 1)), cursor)).toBe(answer);
  for (const wrong of [
    { ...event, type: "UNHEARD_OF" },
    { ...event, inboxVersion: null },
    { ...event, id: null },
  ])
    expect(project?.(toStored(JSON.stringify(wrong)), cursor)).toBeNull();
});
