import { afterAll, afterEach, expect, test } from "vitest";
import { createMemberClient, type MemberClient, signInAs } from "./api-client.ts";
import { findFreePort, type RunningApi, startApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connect, connectImap, getInbox } from "./inbox-steps.ts";
import { countMoves, incidentsOf, toldOfIncidents } from "./incident-steps.ts";
import { until } from "./log-world.ts";
import { startMailServer } from "./mail-server.ts";
import { acme, bring, register } from "./own-application.ts";

const port = await findFreePort();
const mails = await startMailServer(port);
afterAll(() => mails.close());
const operator = "operator@relink.test";
const world = useApiWorld({
  start: false,
  timeScale: 200,
  variables: {
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: "Relink <relink@example.test>",
    OPERATOR_EMAIL: operator,
    LOG_LEVEL: "silent",
  },
});
let api: RunningApi | null = null;
afterEach(() => api?.close());

/** The API with this ring and no other; who signs in, signs in anew. */
async function startWith(keys: string): Promise<(name: "ola" | "sofia") => Promise<MemberClient>> {
  await api?.close();
  api = await startApi({ ...world().variables, RELINK_KEYS: keys });
  const { url } = api;
  return async (name) => createMemberClient(url, await signInAs(url, `${name}@demo.test`, "correct horse battery"));
}

test("a key that is missing from the ring is the operator's incident, whichever application the grant came by; nobody is disconnected", async () => {
  const { RELINK_KEYS: ring = "" } = world().variables;
  let as = await startWith(ring);
  await register(world(), "google", acme);
  const installations = await connect(await as("ola"), "third@google.demo.test");
  await bring(world(), "google", acme);
  const ids = [
    installations.id,
    (await connect(await as("ola"), "new@google.demo.test")).id,
    (await connectImap(world(), await as("ola"), "new@imap.demo.test")).id,
  ];
  as = await startWith(`other:${Buffer.alloc(32, 9).toString("base64")}`);
  const [sofia, ola] = [await as("sofia"), await as("ola")];
  const sum = async () => (await incidentsOf(sofia)).reduce((all, { affected }) => all + affected, 0);
  await until(async () => (await sum()) === 3, "each is touched");
  const seen = await incidentsOf(sofia);
  expect(seen.map(({ kind, provider, providerCode, affected }) => [kind, provider, providerCode, affected]).toSorted()).toEqual([
    ["APPLICATION_REFUSED", "GOOGLE", "key_missing", 2],
    ["APPLICATION_REFUSED", "IMAP", "key_missing", 1],
  ]);
  const toOperator = () => mails.taken.filter(({ to }) => to === operator);
  await until(() => toOperator().length >= 2, "the operator is told of both");
  // Checks come meanwhile, and move nothing.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  for (const id of ids) expect((await getInbox(ola, id)).state).toBe("CONNECTED");
  expect(await countMoves(world())).toBe(0);
  const sent = toOperator();
  expect(sent).toHaveLength(2);
  for (const { raw } of sent) expect(raw).toMatch(/^Subject: Relink: a key is missing from the key ring\r?$/m);
  as = await startWith(ring);
  const again = await as("sofia");
  await until(async () => (await incidentsOf(again)).every(({ open }) => !open), "with the key it is over");
  await until(async () => (await toldOfIncidents(again)).length === 4, "the ends are told");
  expect(await countMoves(world())).toBe(0);
  expect(mails.taken.filter(({ to }) => to === operator)).toHaveLength(2);
});
