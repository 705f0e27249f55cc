import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { useApiWorld } from "./api-world.ts";
import { connect, getInbox, untilInbox } from "./inbox-steps.ts";
import { acme, bring, register } from "./own-application.ts";
import { startRiscServer } from "./risc-server.ts";

const risc = await startRiscServer();
const world = useApiWorld({ variables: { GOOGLE_RISC_CONFIGURATION: risc.configurationUrl } });
afterAll(() => risc.close());

const address = "third@google.demo.test";

async function findSub(): Promise<string> {
  const response = await fetch(`${world().sandbox.ready.httpUrl}/sandbox/api/accounts`);
  const accounts = (await response.json()) as readonly { address: string; subject: string }[];
  return accounts.find((account) => account.address === address)?.subject ?? "";
}

async function report(aud: readonly string[]): Promise<number> {
  const subject = { subject_type: "iss-sub", iss: "https://accounts.risc.test", sub: await findSub() };
  const events = risc.event("oauth/event-type/tokens-revoked", subject);
  const body = await risc.sign({ iss: risc.issuer, aud, iat: 1, jti: randomUUID(), events });
  const headers = { "content-type": "application/secevent+jwt" };
  return (await fetch(`${world().url}/hooks/google/risc`, { method: "POST", headers, body })).status;
}

test(
  "a report is for the applications that it names: the account's inbox by another application is not looked at",
  { timeout: 60_000 },
  async () => {
    await register(world(), "google", acme);
    expect(await report([acme.clientId])).toBe(400);
    await bring(world(), "google", acme);
    const [ola, olga] = [await world().asMember("ola"), await world().asMember("olga")];
    const [mine, theirs] = [await connect(ola, address), await connect(olga, address)];
    await world().sandbox.trouble(`accounts/${address}`, { appAccess: "removed", application: acme.clientId });
    expect(await report(["somebody-else"])).toBe(400);
    expect(await report(["somebody-else", acme.clientId])).toBe(202);
    await untilInbox(ola, mine.id, ({ state }) => state === "DISCONNECTED", "the application's own grant is refused");
    const sql = "select count(*)::int as n from inbox_check where inbox_id = $1 and verdict <> 'OK'";
    expect(await world().database.query(sql, [parseGlobalId("inbox", theirs.id)])).toEqual([{ n: 0 }]);
    expect(await getInbox(olga, theirs.id)).toMatchObject({ state: "CONNECTED", providerAccess: "GRANTED" });
  },
);
