import { describe, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { connect, getInbox, removeFully, untilInbox, verbs, walk, type Begun, type SeenInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import {
  findMigration,
  letDaysPass,
  look as lookAt,
  migrationVerbs,
  moveMx,
  readWatch,
  untilLooked,
  untilMigration,
} from "./migration-steps.ts";

const timeScale = 20;
const world = useApiWorld({ timeScale });

const google = ["aspmx.l.google.com", "alt1.aspmx.l.google.com"];
const microsoft = ["google-demo-test.mail.protection.outlook.com"];

const look = (domain: string): Promise<void> => lookAt(world(), domain, timeScale);

async function reconnectAt(inbox: SeenInbox, provider: "GOOGLE" | "MICROSOFT"): Promise<SeenInbox> {
  const ola = await world().asMember("ola");
  const begun = (await ola.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId: inbox.id, provider } })).done;
  await walk(begun.authorizationUrl, inbox.address);
  return untilInbox(ola, inbox.id, ({ state }) => state === "CONNECTED", "it is connected again");
}

const domain = "google.demo.test";

describe("a domain whose MX changes", () => {
  test("bad answers of name servers change nothing and block nobody; a known new name suspects, tells, and disconnects nothing", async () => {
    const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
    const inbox = await connect(ola, `new@${domain}`);
    await untilLooked(world(), domain, "GOOGLE");
    const harmless: readonly (readonly [readonly string[], string | null])[] = [
      [google, "servfail"],
      [google, "nxdomain"],
      [google, "hang"],
      [["smtp.google.com"], null],
      [["mx1.acme.pphosted.com"], null],
      [[...google, ...microsoft], null],
      [["mail.acme.test"], null],
      [["."], null],
    ];
    // A clock that had jumped put the next look a year ahead: it is made all the same.
    const before = (await readWatch(world(), domain))?.looks ?? 0;
    await world().database.query("update domain_watch set due_at = due_at + interval '1 year' where domain = $1", [domain]);
    await until(async () => ((await readWatch(world(), domain))?.looks ?? 0) > before, "it is looked at again");
    for (const [mx, reply] of harmless) {
      await moveMx(world(), domain, mx, reply);
      await look(domain);
      expect([mx, reply, await findMigration(sofia, domain)]).toEqual([mx, reply, null]);
    }
    await moveMx(world(), domain, microsoft);
    await look(domain);
    const suspected = await untilMigration(sofia, domain, ({ total }) => total === 1, "it is suspected");
    expect(suspected).toMatchObject({ state: "SUSPECTED", fromProvider: "GOOGLE", toProvider: "MICROSOFT", waiting: 1 });
    await until(async () => {
      const { notifications } = await ola.get<{ notifications: { nodes: { title: string }[] } }>("{ notifications { nodes { title } } }");
      return notifications.nodes.some(({ title }) => title.includes("seems to move"));
    }, "its owner is told");
    // Days of the same, and nothing else: the MX alone never disconnects.
    await letDaysPass(world(), domain, timeScale);
    await look(domain);
    expect((await readWatch(world(), domain))?.looks).toBe(9);
    expect(await findMigration(sofia, domain)).toMatchObject({ state: "SUSPECTED" });
    expect(await sofia.refused(migrationVerbs.invite, { id: suspected.id })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
    expect(await getInbox(ola, inbox.id)).toMatchObject({ state: "CONNECTED", version: inbox.version });
    // The MX goes back: the suspicion is over by itself.
    await moveMx(world(), domain, google);
    await look(domain);
    // It is judged just after the look is stored.
    const dismissed = await untilMigration(sofia, domain, ({ state }) => state === "DISMISSED", "it is dismissed");
    expect(dismissed.id).toBe(suspected.id);
    await removeFully(ola, inbox.id);
  });

  test("is confirmed after 48 h when somebody signs in at the new provider; who comes back at the old one is left out", async () => {
    const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
    const one = await connect(ola, `second@${domain}`);
    const other = await connect(ola, `third@${domain}`);
    await look(domain);
    await world().sandbox.trouble("rehearsals", { kind: "mx-moved", scope: "domain", name: domain, to: "microsoft" });
    await look(domain);
    await untilMigration(sofia, domain, ({ state, total }) => state === "SUSPECTED" && total === 2, "it is suspected");
    await letDaysPass(world(), domain, timeScale);
    await connect(ola, `support@${domain}`, { provider: "MICROSOFT" });
    await look(domain);
    const confirmed = await untilMigration(sofia, domain, ({ state }) => state === "CONFIRMED", "it is confirmed");
    expect(confirmed.evidence.at(-1)).toContain("signed in at the new provider");
    for (const { id } of [one, other]) {
      await untilInbox(ola, id, ({ disconnection }) => disconnection?.reason === "PROVIDER_MIGRATED", "it is disconnected");
    }
    // One holder knows better: their mailbox is still where it was.
    const back = await reconnectAt(one, "GOOGLE");
    await untilMigration(sofia, domain, ({ skipped }) => skipped === 1, "it is left out");
    const now = await reconnectAt(other, "MICROSOFT");
    expect(now).toMatchObject({ id: other.id, state: "CONNECTED" });
    expect(await untilMigration(sofia, domain, ({ state }) => state === "COMPLETED", "nobody waits")).toMatchObject({
      skipped: 1,
      reconnected: 1,
    });
    // That it stays behind is settled: no further look tells of it again.
    await look(domain);
    expect(await findMigration(sofia, domain)).toMatchObject({ id: confirmed.id, state: "COMPLETED" });
    expect(await getInbox(ola, back.id)).toMatchObject({ state: "CONNECTED", version: back.version });
  });
});
