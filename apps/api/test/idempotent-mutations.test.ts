import { readFileSync } from "node:fs";
import { buildSchema, type GraphQLField, isInputObjectType, getNamedType } from "graphql";
import { describe, expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, createShared, imapLogin, removeFully } from "./inbox-steps.ts";
import { makeLink } from "./link-steps.ts";
import { type Fields, type Ready, type Trial, webhookTrials } from "./webhook-trials.ts";

// Without workers: what is written is written by the requests.
const world = useApiWorld({ role: "api" });
const schema = buildSchema(readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"));
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

/** Where a mutation takes its key: beside its other arguments, or in its input. */
function placeOf({ args }: GraphQLField<unknown, unknown>): "argument" | "input" | null {
  if (args.some(({ name }) => name === "idempotencyKey")) return "argument";
  const input = getNamedType(args.find(({ name }) => name === "input")?.type);
  return isInputObjectType(input) && "idempotencyKey" in input.getFields() ? "input" : null;
}

const on = "ola@imap.demo.test";
const google = "new@google.demo.test";
const later = { expectedVersion: 99 };
const connected = async (ola: MemberClient) => (await connectImap(world(), ola, on)).id;

/** What a verb on one inbox needs: only which, and another input. */
async function ready(inboxId: string): Promise<Ready> {
  return { first: { inboxId }, other: { inboxId, ...later } };
}

/** An inbox of the domain that is to move. */
async function connectOne(adam: MemberClient): Promise<void> {
  await connect(adam, "support@google.demo.test");
}

async function removed(ola: MemberClient): Promise<Ready> {
  const id = await connected(ola);
  await removeFully(ola, id);
  return ready(id);
}

async function linked(ola: MemberClient): Promise<string> {
  const id = await connected(ola);
  await makeLink(ola, id);
  return id;
}

async function openLinkOf(ola: MemberClient, id: string): Promise<string> {
  const { inbox } = await ola.get<{ inbox: { openLinks: { id: string }[] } }>("query ($id: ID!) { inbox(id: $id) { openLinks { id } } }", {
    id,
  });
  return inbox.openLinks[0]?.id ?? "";
}

const inbox = "inbox { id }";
const trials: Readonly<Record<string, Trial>> = {
  turnOffInbox: { answer: inbox, prepare: async (ola) => ready(await connected(ola)) },
  turnOnInbox: {
    answer: inbox,
    async prepare(ola) {
      const id = await connected(ola);
      await act(ola, "turnOff", id);
      return ready(id);
    },
  },
  removeInbox: {
    answer: `${inbox} receipt { id revision }`,
    async prepare(ola) {
      const id = await connected(ola);
      await act(ola, "turnOff", id);
      return { first: { inboxId: id }, other: { inboxId: id, destroyCredentialsNow: true } };
    },
  },
  deleteChannel: {
    answer: `${inbox} receipt { id revision }`,
    async prepare(adam) {
      const sharedInboxId = await createShared(adam, "Deleted");
      return ready((await connectImap(world(), adam, on, { kind: "TEAM", sharedInboxId })).id);
    },
  },
  checkInboxNow: { answer: `${inbox} check { id at verdict latencyMs }`, prepare: async (ola) => ready(await connected(ola)) },
  verifyProviderAccessRemoved: { answer: `${inbox} outcome`, prepare: removed },
  confirmProviderAccessRemoved: { answer: inbox, prepare: removed },
  revokeProviderAccess: {
    answer: inbox,
    async prepare(ola) {
      const { id } = await connect(ola, google);
      await removeFully(ola, id);
      return ready(id);
    },
  },
  connectInbox: {
    answer: `${inbox} attempt { id } authorizationUrl`,
    async prepare() {
      const first = { kind: "PERSONAL", provider: "GOOGLE", address: google };
      return { first, other: { ...first, address: "second@google.demo.test" } };
    },
  },
  connectImapInbox: {
    answer: inbox,
    prepare: async () => ({ first: imapLogin(world(), on), other: imapLogin(world(), on, { username: "else" }) }),
  },
  reconnectInbox: {
    answer: `${inbox} attempt { id } authorizationUrl`,
    async prepare(ola) {
      const inboxId = (await connect(ola, "second@google.demo.test")).id;
      return { first: { inboxId }, other: { inboxId, provider: "MICROSOFT" } };
    },
  },
  reconnectImapInbox: {
    answer: inbox,
    async prepare(ola) {
      const inboxId = await connected(ola);
      const { imap, password } = imapLogin(world(), on);
      return { first: { inboxId, imap, password }, other: { inboxId, imap, password, username: "else" } };
    },
  },
  createReconnectLink: {
    answer: `${inbox} expiresAt sentTo`,
    async prepare(ola) {
      const inboxId = await connected(ola);
      return { first: { inboxId }, other: { inboxId, sendTo: "holder@elsewhere.test" } };
    },
  },
  withdrawReconnectLink: {
    answer: inbox,
    async prepare(ola) {
      const other = await connect(ola, "third@google.demo.test");
      return { first: { inboxId: await linked(ola) }, other: { inboxId: other.id } };
    },
  },
  withdrawLink: {
    answer: inbox,
    async prepare(ola) {
      const inboxId = await linked(ola);
      const linkId = await openLinkOf(ola, inboxId);
      return { first: { inboxId, linkId }, other: { inboxId, linkId: `${linkId}x` } };
    },
  },
  reportAdminConsent: {
    answer: inbox,
    async prepare(ola) {
      const { id: inboxId } = await connect(ola, "ola@microsoft.demo.test");
      await removeFully(ola, inboxId);
      return { first: { inboxId }, other: { inboxId, given: false } };
    },
  },
  sendItRequest: {
    answer: inbox,
    async prepare(ola) {
      const { inboxId } = (await removed(ola)).first;
      return { first: { inboxId, sendTo: "it@elsewhere.test" }, other: { inboxId, sendTo: "it@other.test" } };
    },
  },
  startMigration: {
    answer: "id",
    async prepare(adam) {
      await connectOne(adam);
      const first = { domain: "google.demo.test", fromProvider: "GOOGLE", toProvider: "MICROSOFT" };
      return { first, other: { ...first, toProvider: "IMAP" } };
    },
  },
  sendMigrationInvitations: {
    answer: "id",
    async prepare(adam) {
      const { done } = await adam.get<{ done: { id: string } }>(
        'mutation { done: startMigration(domain: "google.demo.test", fromProvider: GOOGLE, toProvider: MICROSOFT, idempotencyKey: "startMigration-1") { id } }',
      );
      return { first: { id: done.id }, other: { id: `${done.id}x` } };
    },
  },
  ...webhookTrials,
  createSharedInbox: { answer: "id", prepare: async () => ({ first: { name: "Made once" }, other: { name: "Another" } }) },
};

const ofAdmins = new Set(["deleteChannel", "createSharedInbox", "startMigration", "sendMigrationInvitations"]);

/** How much has been written of all that a mutation may write. */
async function countWritten(): Promise<Fields> {
  const tables = [
    "inbox_event",
    "inbox_check",
    "connection_attempt",
    "link",
    "shared_inbox",
    "audit_entry",
    "timer",
    "migration",
    "migration_item",
    "webhook_endpoint",
    "webhook_delivery",
  ];
  const known = await world().database.query<{ name: string }>(
    "select relname::text as name from pg_class where relname = any($1) and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1",
    [tables],
  );
  const counts = known.map(({ name }) => `(select count(*)::int from ${name}) as ${name}`);
  const [row] = await world().database.query<Record<string, number>>(`select ${counts.join(", ")}`);
  return row ?? {};
}

/** Ends what a trial left, so that the next one may use its addresses. */
async function tidyUp(member: MemberClient): Promise<void> {
  const { inboxes } = await member.get<{ inboxes: { nodes: { id: string; kind: string }[] } }>(
    "{ inboxes(first: 200, filter: { states: [CONNECTING, CONNECTED, FAILING, DISCONNECTED, OFF] }) { nodes { id kind } } }",
  );
  for (const { id, kind } of inboxes.nodes) if (kind === "PERSONAL") await removeFully(member, id);
}

describe("an idempotency key", () => {
  test("is tried with every mutation of the schema that takes one", () => {
    const taking = mutations.filter((field) => placeOf(field) !== null).map(({ name }) => name);
    expect(taking.toSorted()).toEqual(Object.keys(trials).toSorted());
  });

  test.each(Object.entries(trials))(
    "%s: the same request answers the first success and writes nothing; another input is refused; so is a malformed key",
    async (name, { answer, prepare }) => {
      const field = mutations.find((one) => one.name === name);
      if (!field) throw new Error(`The schema has no ${name}.`);
      const member = await world().asMember(Object.hasOwn(webhookTrials, name) ? "sofia" : ofAdmins.has(name) ? "adam" : "ola");
      const names = field.args.map((one) => one.name);
      const query = `mutation (${field.args.map((one) => `$${one.name}: ${String(one.type)}`).join(", ")}) { done: ${name}(${names
        .map((one) => `${one}: $${one}`)
        .join(", ")})${answer && ` { ${answer} }`} }`;
      const variables = (fields: Fields, idempotencyKey: string): Fields =>
        placeOf(field) === "input" ? { input: { ...fields, idempotencyKey } } : { ...fields, idempotencyKey };
      const { first, other } = await prepare(member);
      expect(await member.refused(query, variables(first, "two words"))).toMatchObject({
        code: "BAD_USER_INPUT",
        extensions: { field: "idempotencyKey" },
      });
      const made = await member.get<{ done: Fields }>(query, variables(first, `${name}-1`));
      const written = await countWritten();
      expect(await member.get(query, variables(first, `${name}-1`))).toEqual(made);
      expect(await member.refused(query, variables(other, `${name}-1`))).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
      expect(await countWritten()).toEqual(written);
      if (name !== "startMigration") await tidyUp(member);
    },
  );
});
