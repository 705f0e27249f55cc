import { afterAll, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connect, getInbox, type SeenInbox, untilInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { findMigration, letDaysPass, look, untilLooked, untilMigration } from "./migration-steps.ts";

const timeScale = 20;
const world = useApiWorld({ timeScale });
const domain = "google.demo.test";
const recover = () => fetch(`${world().sandbox.ready.httpUrl}/sandbox/api/rehearsals`, { method: "DELETE" });
afterAll(recover);

/** Mail comes to an inbox, and a check sees it. */
async function letMailCome(inbox: SeenInbox): Promise<void> {
  const ola = await world().asMember("ola");
  const query = "query ($id: ID!) { inbox(id: $id) { health { lastMailSeenAt } } }";
  const seen = async () => {
    const { inbox: found } = await ola.get<{ inbox: { health: { lastMailSeenAt: string | null } } }>(query, { id: inbox.id });
    return found.health.lastMailSeenAt;
  };
  const before = await seen();
  await world().sandbox.trouble(`deliver/${inbox.address}`, { count: 2 });
  await act(ola, "check", inbox.id);
  await until(async () => (await seen()) !== before, "its mail is seen");
}

/** As if the mail that was seen so far had come so many days before. */
async function letMailAge(days: number): Promise<void> {
  const age = `${(days * 86_400_000) / timeScale} milliseconds`;
  await world().database.query("update inbox_health set last_mail_seen_at = last_mail_seen_at - $1::interval", [age]);
}

test("a domain whose mail stopped with its MX has moved, and one to whose old mailboxes mail still comes has not: no refusal, no sign-in", async () => {
  const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
  const inboxes = [await connect(ola, `new@${domain}`), await connect(ola, `second@${domain}`)];
  // The first look at an INBOX has nothing to compare with.
  for (const { id } of inboxes) await act(ola, "check", id);
  await letMailCome(inboxes[0]!);
  await untilLooked(world(), domain, "GOOGLE");
  await world().sandbox.trouble("rehearsals", { kind: "mx-moved", scope: "domain", name: domain, to: "microsoft" });
  await look(world(), domain, timeScale);
  await untilMigration(sofia, domain, ({ state, total }) => state === "SUSPECTED" && total === 2, "it is suspected");

  // Two days of the same, while mail comes to one of the old mailboxes.
  await letDaysPass(world(), domain, timeScale);
  await letMailCome(inboxes[1]!);
  await look(world(), domain, timeScale);
  expect(await findMigration(sofia, domain)).toMatchObject({ state: "SUSPECTED" });

  // The last of it came ten days before the move: whether mail stopped with it, nobody can say.
  await letMailAge(12);
  await look(world(), domain, timeScale);
  expect(await findMigration(sofia, domain)).toMatchObject({ state: "SUSPECTED" });
  for (const { id } of inboxes) expect((await getInbox(ola, id)).state).toBe("CONNECTED");

  // The last of it came on the day before the move.
  await letMailAge(-9);
  await look(world(), domain, timeScale);
  const moved = await untilMigration(sofia, domain, ({ state }) => state === "CONFIRMED", "it is confirmed");
  expect(moved).toMatchObject({ fromProvider: "GOOGLE", toProvider: "MICROSOFT", total: 2 });
  expect(moved.evidence.at(-1)).toContain("no mail has reached the old mailboxes since");
  expect(moved.evidence.join()).not.toMatch(/refused|signed in/);
  for (const { id } of inboxes)
    await untilInbox(ola, id, ({ disconnection }) => disconnection?.reason === "PROVIDER_MIGRATED", "it is disconnected");
});
