import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type DocumentNode, Kind, parse, print, separateOperations } from "graphql";
import { compileQuery, isCompiledQuery } from "graphql-jit";
import { beforeAll, expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connectImap, createShared } from "./inbox-steps.ts";
import { createEndpoint } from "./webhook-steps.ts";

const root = join(import.meta.dirname, "../../..");

/** Each query of the web app and of the SDK, with the fragments that it takes. */
function queriesOf(folder: string): [string, DocumentNode][] {
  const files = globSync("**/*.graphql", { cwd: join(root, folder) });
  const all = parse(files.map((file) => readFileSync(join(root, folder, file), "utf8")).join("\n"));
  return Object.entries(separateOperations(all)).filter(([, { definitions }]) =>
    definitions.some((one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === "query"),
  );
}

const queries = ["apps/web/src", "packages/client/src"].flatMap((folder) => queriesOf(folder));

// Without workers: nothing changes by itself between two answers.
const world = useApiWorld({ role: "api" });
let sofia: MemberClient;
let ola: MemberClient;
/** Values for all variables of all queries; an operation's own come first. */
let values: Readonly<Record<string, unknown>>;
const own: Record<string, Readonly<Record<string, unknown>>> = {};

beforeAll(async () => {
  [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
  const adam = await world().asMember("adam");
  const { id: inboxId } = await connectImap(world(), ola, "ola@imap.demo.test");
  const { id: removed } = await connectImap(world(), ola, "spare@imap.demo.test");
  await act(ola, "turnOff", removed);
  const { receipt } = await act(ola, "remove", removed);
  await act(ola, "turnOff", inboxId);
  const sharedInboxId = await createShared(adam, "Support");
  await connectImap(world(), adam, "billing@imap.demo.test", { kind: "TEAM", sharedInboxId });
  await sofia.get(`mutation { createApiKey(name: "k", scopes: ["inboxes:read"]) { key } }`);
  const { endpoint } = await createEndpoint(sofia, "https://hooks.example.com/relink");
  values = { id: inboxId, inboxId, endpointId: endpoint.id, ownerId: world().memberId("ola"), sharedInboxId: null, locale: "pl" };
  values = {
    ...values,
    kind: "PERSONAL",
    filter: { kind: "PERSONAL" },
    unreadOnly: false,
    first: 5,
    address: "ola@imap.demo.test",
    token: "none",
  };
  own["ReceiptPage"] = { id: receipt?.id };
  own["ProviderEndPage"] = { id: removed };
  own["ChannelsPage"] = { id: sharedInboxId };
  own["WebhookEndpoint"] = { id: endpoint.id };
  own["InboxEventPage"] = { filter: { inboxIds: [inboxId] } };
});

test("there are queries to compare", () => expect(queries.length).toBeGreaterThan(35));

test.each(queries)("%s can be compiled, and is answered the fifth time as the first, to everyone", async (name, document) => {
  const schema = buildSchema(readFileSync(join(root, "apps/api/schema.graphql"), "utf8"));
  expect(isCompiledQuery(compileQuery(schema, document, name))).toBe(true);
  const variables = { ...values, ...own[name] };
  for (const who of [sofia, ola, await world().asMember("olga")]) {
    const first = await who.ask(print(document), variables);
    let last = first;
    for (let times = 1; times < 5; times += 1) last = await who.ask(print(document), variables);
    expect(withoutTraces(last)).toEqual(withoutTraces(first));
  }
});

/** Each bug would have a trace id of its own; there is to be none. */
function withoutTraces(answer: object): unknown {
  const text = JSON.stringify(answer);
  expect(text).not.toContain("INTERNAL_SERVER_ERROR");
  return JSON.parse(text);
}
