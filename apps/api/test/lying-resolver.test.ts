import { afterAll, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connect, getInbox, untilInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { findMigration, look, readWatch, untilLooked, untilMigration } from "./migration-steps.ts";
import { a, cname, mx, startNameServer, type NameReply, type NameServer } from "./strangers.ts";

const timeScale = 20;
const [domain, other] = ["google.demo.test", "microsoft.demo.test"];
const [honest, liar] = await Promise.all([startNameServer(), startNameServer()]);
afterAll(() => Promise.all([honest.close(), liar.close()]));
// Two resolvers, of which each knows the mail hosts of the rehearsal world.
const world = useApiWorld({ timeScale, variables: { RELINK_DNS_SERVERS: `${honest.address},${liar.address}` } });

const google = [mx(domain, "aspmx.l.google.com", 1), mx(domain, "alt1.aspmx.l.google.com", 5)];
const microsoft = [mx(domain, "google-demo-test.mail.protection.outlook.com", 0)];
const loop = [cname(domain, "loop.demo.test"), cname("loop.demo.test", domain)];
const around = [cname(domain, domain)];

function say(server: NameServer, reply: NameReply): void {
  for (const host of ["imap.google", "smtp.google", "imap.microsoft", "smtp.microsoft", "mail.imap"])
    server.zone.set(`${host}.demo.test`, [a(`${host}.demo.test`)]);
  server.zone.set(other, [mx(other, "microsoft-demo-test.mail.protection.outlook.com", 0)]);
  server.zone.set("loop.demo.test", [cname("loop.demo.test", domain)]);
  server.zone.set(domain, reply);
}

test("a resolver that lies, and CNAMEs that lead in a circle, move nothing and hold nobody up; two that agree are believed", async () => {
  for (const server of [honest, liar]) say(server, google);
  const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
  const [inbox, refused] = [await connect(ola, `new@${domain}`), await connect(ola, `second@${domain}`)];
  await connect(ola, `new@${other}`);
  await untilLooked(world(), domain, "GOOGLE");
  const before = await readWatch(world(), domain);

  const lies: readonly (readonly [NameReply, NameReply])[] = [
    [google, microsoft],
    [microsoft, google],
    [google, loop],
    [loop, loop],
    [around, around],
    [loop, microsoft],
    ["silent", microsoft],
  ];
  for (const [one, two] of lies) {
    say(honest, one);
    say(liar, two);
    const asked = [honest.asked.length, liar.asked.length];
    await look(world(), domain, timeScale);
    expect(honest.asked.slice(asked[0])).toContain(`MX ${domain}`);
    expect(liar.asked.slice(asked[1])).toContain(`MX ${domain}`);
    expect(await readWatch(world(), domain)).toMatchObject({ names: "GOOGLE", looks: before?.looks, last_look_at: before?.last_look_at });
    expect(await findMigration(sofia, domain)).toBeNull();
  }

  // A refusal for good, at which one look would be enough, proves no move by one resolver's word.
  say(honest, google);
  say(liar, microsoft);
  await world().sandbox.trouble(`accounts/${refused.address}`, { appAccess: "removed" });
  await until(async () => {
    await act(ola, "check", refused.id).catch(() => undefined);
    return (await getInbox(ola, refused.id)).disconnection?.reason === "ACCESS_REVOKED";
  }, "it is refused for good");
  await look(world(), domain, timeScale);
  expect([await findMigration(sofia, domain), (await getInbox(ola, inbox.id)).state]).toEqual([null, "CONNECTED"]);
  // The other domain is looked at meanwhile.
  await look(world(), other, timeScale);
  expect(await readWatch(world(), other)).toMatchObject({ names: "MICROSOFT" });

  // What both say is believed.
  for (const server of [honest, liar]) say(server, microsoft);
  await look(world(), domain, timeScale);
  const moved = await untilMigration(sofia, domain, ({ state }) => state === "CONFIRMED", "it is confirmed");
  expect(moved.evidence[0]).toContain(`at ${honest.address} and ${liar.address}`);
  await untilInbox(ola, inbox.id, ({ disconnection }) => disconnection?.reason === "PROVIDER_MIGRATED", "it is disconnected");
});
