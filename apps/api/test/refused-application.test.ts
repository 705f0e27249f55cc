import { afterAll, afterEach, expect, test } from "vitest";
import { findFreePort } from "./api-process.ts";
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
// An interval of 3 s; a refresh is forced every 9 s.
const world = useApiWorld({
  timeScale: 200,
  variables: {
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: "Relink <relink@example.test>",
    OPERATOR_EMAIL: operator,
    LOG_LEVEL: "silent",
  },
});
const limitMs = 120_000;
const toOperator = () => mails.taken.filter(({ to }) => to === operator);
const recover = () => fetch(`${world().sandbox.ready.httpUrl}/sandbox/api/rehearsals`, { method: "DELETE" });
afterEach(async () => {
  await recover();
});

const changed = "subscription { changed(topics: [INCIDENT]) { topic id } }";
interface Changed {
  readonly changed: { readonly id: string | null };
}

test("a client secret that lapses at the provider: no inbox is touched, one incident, one mail to the operator, and it closes when it is mended", async () => {
  const names = ["sofia", "adam", "ola", "bruno", "olga"] as const;
  const [sofia, adam, ola, bruno, olga] = await Promise.all(names.map((name) => world().asMember(name)));
  const mine = [await connect(ola!, "new@google.demo.test"), await connect(ola!, "second@google.demo.test")];
  await connect(olga!, "third@google.demo.test");
  const other = await connectImap(world(), ola!, "new@imap.demo.test");
  const hints = [adam!, ola!, bruno!].map((member) => member.follow<Changed>(changed));
  await world().sandbox.trouble("rehearsals", { kind: "secret-lapsed", scope: "host", name: "google" });
  await until(async () => (await incidentsOf(sofia!))[0]?.affected === 2, "it opens and touches both", limitMs);
  await until(async () => (await incidentsOf(olga!))[0]?.affected === 1, "and the other workspace's", limitMs);
  await until(() => toOperator().length > 0, "the operator is told", limitMs);
  expect(await incidentsOf(sofia!)).toMatchObject([
    { kind: "APPLICATION_REFUSED", provider: "GOOGLE", providerCode: "invalid_client", open: true },
  ]);
  expect(await incidentsOf(ola!)).toMatchObject([{ affected: 2 }]);
  // Who may see none of the inboxes hears nothing of it.
  expect(await incidentsOf(bruno!)).toEqual([]);
  await Promise.all([hints[0]!.has(1), hints[1]!.has(1)]);
  // Several rounds of checks later nobody has moved, and nobody was told twice.
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  expect(await countMoves(world())).toBe(0);
  for (const { id } of [...mine, other]) expect((await getInbox(ola!, id)).state).toBe("CONNECTED");
  expect(toOperator()).toHaveLength(1);
  expect(toOperator()[0]?.raw).toMatch(/^Subject: Relink: Google refuses our application \(invalid_client\)\r?$/m);
  await recover();
  await until(async () => (await incidentsOf(sofia!)).every(({ open }) => !open), "it closes", limitMs);
  const told = ["Google refuses our application", "Google accepts our application again"];
  for (const admin of [sofia!, adam!, olga!]) await until(async () => (await toldOfIncidents(admin)).length === 2, "its end is told");
  for (const admin of [sofia!, adam!, olga!]) expect(await toldOfIncidents(admin)).toEqual(told);
  for (const member of [ola!, bruno!]) expect(await toldOfIncidents(member)).toEqual([]);
  expect(hints[2]!.seen).toEqual([]);
  expect(await countMoves(world())).toBe(0);
  expect(toOperator()).toHaveLength(1);
}, 400_000);

test("the secret of a workspace's own application lapses: its admins are told, the operator is not, and the installation's own is seen beside it", async () => {
  const [sofia, ola, olga] = [await world().asMember("sofia"), await world().asMember("ola"), await world().asMember("olga")];
  const before = [await toldOfIncidents(sofia), await toldOfIncidents(olga)].map(({ length }) => length);
  const sent = toOperator().length;
  await world().sandbox.addAccounts("new@google.demo.test", ["theirs@google.demo.test", "ours@google.demo.test"]);
  await connect(olga, "theirs@google.demo.test");
  await connect(ola, "ours@google.demo.test");
  await register(world(), "google", acme);
  await bring(world(), "google", acme);
  const { id } = await connect(ola, "ola@google.demo.test");
  await bring(world(), "google", { ...acme, clientSecret: "wrong" });
  await until(async () => (await incidentsOf(sofia)).some(({ open }) => open), "it opens", limitMs);
  await until(async () => (await toldOfIncidents(sofia)).length > before[0]!, "it is told", limitMs);
  expect((await toldOfIncidents(sofia)).slice(before[0])).toEqual(["Google refuses Acme Mail"]);
  expect((await incidentsOf(sofia)).filter(({ open }) => open)).toMatchObject([{ providerCode: "invalid_client", affected: 1 }]);
  expect((await incidentsOf(olga)).filter(({ open }) => open)).toEqual([]);
  // Then the installation's own lapses too: another incident, told to both workspaces and to the operator.
  await world().sandbox.trouble("rehearsals", { kind: "secret-lapsed", scope: "host", name: "google" });
  await until(() => toOperator().length === sent + 1, "the operator is told of the installation's", limitMs);
  await until(async () => (await toldOfIncidents(olga)).length > before[1]!, "so is the other workspace", limitMs);
  await until(async () => (await incidentsOf(sofia)).filter(({ open }) => open).length === 2, "both are open for the first", limitMs);
  await recover();
  await bring(world(), "google", acme);
  await until(async () => (await incidentsOf(sofia)).every(({ open }) => !open), "both close", limitMs);
  await until(async () => (await toldOfIncidents(sofia)).length === before[0]! + 4, "their ends are told", limitMs);
  expect((await toldOfIncidents(sofia)).slice(before[0])).toContain("Google accepts Acme Mail again");
  expect((await getInbox(ola, id)).state).toBe("CONNECTED");
  expect(await countMoves(world())).toBe(0);
  expect(toOperator()).toHaveLength(sent + 1);
}, 400_000);
