import { afterAll, expect, test } from "vitest";
import { createKeyClient, type KeyClient } from "./api-client.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { type FrameSocket, openFrameSocket } from "./frame-socket.ts";
import { connectImap, createShared } from "./inbox-steps.ts";
import { append, type LogEntry, type LogInbox, personalInbox, teamInbox, until } from "./log-world.ts";

// Without workers: a first check that comes meanwhile would change what is asked for later.
const world = useApiWorld({ role: "api" });
const sockets: FrameSocket[] = [];
afterAll(() => sockets.forEach((socket) => socket.close()));

/** What is asked for of an event; what each viewer gets must be what they would get by asking alone. */
const selections = [
  "id cursor type at actorKind actorName reason providerCode fromState toState fromProvider toProvider grantId arrivedMeanwhile inboxId inboxVersion",
  "b: type a: id type __typename again: type",
  "...Own gap { first: firstUid uidValidity ...Gap __typename } ... on InboxEvent { gap { lastUid } id }",
  "id reason @include(if: true) type @skip(if: true) arrivedMeanwhile",
  "id __proto__: type constructor: actorName",
  "id inbox { id kind address state version owner { id name email role } connectedBy { id } sharedInbox { id name } health { sending lastCheckedAt } }",
  "id inbox { id allowedActions disconnection { reason explanation remedy } } actor { id name }",
  "cursor inbox { currentGrant { id allowedActions guide { title steps } } openLinks { id } providerGuide { title steps } events(first: 1, newestFirst: false) { nodes { id } } }",
  "id actor { name } inbox { sharedInbox { channels { id allowedActions } } checks(first: 1) { nodes { verdict } } }",
];
const fragments = "fragment Own on InboxEvent { actorName cursor } fragment Gap on MailGap { firstUid lastUid }";
const withFragments = (selection: string): string => (selection.includes("...Own") ? ` ${fragments}` : "");
const subscriptionOf = (selection: string): string =>
  `subscription ($after: Cursor, $filter: InboxEventFilter) { inboxEvents(after: $after, filter: $filter) { ${selection} } }${withFragments(selection)}`;
const queryOf = (selection: string): string =>
  `query ($after: Cursor, $filter: InboxEventFilter) { inboxEvents(after: $after, filter: $filter, first: 200) { nodes { ${selection} } } }${withFragments(selection)}`;

interface Follower {
  readonly name: string;
  readonly client: KeyClient;
  readonly credentials: { readonly headers?: Record<string, string>; readonly payload?: Record<string, unknown> };
  readonly locale: string | null;
}

async function makeFollowers(): Promise<readonly Follower[]> {
  const people = await Promise.all(
    (["sofia", "adam", "ola", "bruno"] satisfies PersonName[]).map(async (name) => ({ name, client: await world().asMember(name) })),
  );
  const sofia = await world().asMember("sofia");
  const keys = [["events:subscribe"], ["events:subscribe", "inboxes:read"], ["inboxes:write", "inboxes:read", "events:subscribe"]].map(
    async (scopes): Promise<Follower> => {
      const create = 'mutation ($scopes: [String!]!) { made: createApiKey(name: "Reader", scopes: $scopes) { key } }';
      const { made } = await sofia.get<{ made: { key: string } }>(create, { scopes });
      const payload = { authorization: `Bearer ${made.key}` };
      return { name: scopes.join(), client: createKeyClient(world().url, made.key), credentials: { payload }, locale: null };
    },
  );
  const members = people.flatMap(({ name, client }) =>
    [null, "pl"].map((locale): Follower => {
      const credentials = { headers: { cookie: client.cookie }, payload: locale ? { locale } : {} };
      return { name: `${name} ${locale}`, client, credentials, locale };
    }),
  );
  return [...members, ...(await Promise.all(keys))];
}

async function ask(follower: Follower, query: string, variables: object): Promise<readonly string[]> {
  const authorization = follower.credentials.payload?.["authorization"];
  const response = await fetch(`${world().url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(typeof authorization === "string" ? { authorization } : follower.credentials.headers),
      ...(follower.locale ? { "x-relink-locale": follower.locale } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: { inboxEvents: { nodes: unknown[] } } | null; errors?: unknown };
  // Alone, one event that can't be shown to this viewer takes the whole page with it.
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data.inboxEvents.nodes.map((node) => JSON.stringify({ data: { inboxEvents: node } }));
}

test(
  "every viewer gets byte for byte what they would get alone, live and from the log, in whatever company",
  { timeout: 180_000 },
  async () => {
    const [ola, bruno, adam] = [await world().asMember("ola"), await world().asMember("bruno"), await world().asMember("adam")];
    const toLog = (id: string, like: LogInbox): LogInbox => ({
      ...like,
      id: id.replace("inbox_", "").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    });
    const { ids } = world();
    const own = toLog((await connectImap(world(), ola, "ola@imap.demo.test")).id, personalInbox(ids.ola.memberId));
    const other = toLog((await connectImap(world(), bruno, "billing@imap.demo.test")).id, personalInbox(ids.bruno.memberId));
    const shared = await createShared(adam, "Support");
    const channel = await connectImap(world(), adam, "spare@imap.demo.test", { kind: "TEAM", sharedInboxId: shared });
    const team = toLog(channel.id, teamInbox(toLog(shared.replace("shared_", ""), teamInbox()).id, ids.adam.memberId));
    // As one who was an admin and is a member now: may do more to this channel than the other member.
    await world().database.query("update inbox set connected_by = $2 where id = $1", [team.id, ids.ola.memberId]);
    const followers = await makeFollowers();
    const { logHead } = await adam.get<{ logHead: string }>("{ logHead }");
    const filters = [
      null,
      { types: ["DISCONNECTED", "REMOVED"] },
      { kind: "TEAM" },
      { inboxId: channel.id },
      { inboxId: "inbox_nonsense" },
    ];
    const open = async (): Promise<{ follower: Follower; socket: FrameSocket }[]> =>
      Promise.all(
        followers.map(async (follower) => {
          const socket = await openFrameSocket(world().url, follower.credentials);
          sockets.push(socket);
          selections.forEach((selection, at) =>
            filters.forEach((filter, of) => socket.subscribe(`${at}-${of}`, subscriptionOf(selection), { after: logHead, filter })),
          );
          return { follower, socket };
        }),
      );
    const live = await open();
    const entries: LogEntry[] = [
      { type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED", toState: "DISCONNECTED", providerCode: "invalid_grant" } },
      { type: "RECONNECTED", actorId: ids.adam.memberId },
      { type: "TURNED_OFF" },
    ];
    for (let round = 0; round < 3; round += 1)
      for (const inbox of [own, other, team]) await append(world().database, ids.ola.workspaceId, inbox, entries);
    const again = await open();
    for (const { follower, socket } of [...live, ...again]) {
      for (const [at, selection] of selections.entries()) {
        for (const [of, filter] of filters.entries()) {
          const alone = await ask(follower, queryOf(selection), { after: logHead, filter });
          const id = `${at}-${of}`;
          await until(() => socket.answers(id).length >= alone.length || socket.end(id) !== null, `${follower.name} gets ${selection}`);
          expect(socket.answers(id), `${follower.name}: ${selection}, ${JSON.stringify(filter)}`).toEqual(alone);
        }
      }
    }
  },
);
