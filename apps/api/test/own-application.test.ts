import { expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld, type SandboxFact } from "./api-world.ts";
import { act, begin, connect, getAttempt, getInbox, removeFully, untilInbox, verbs, walk, type Begun } from "./inbox-steps.ts";
import { letTokenEnd } from "./let-token-end.ts";
import { acme as like, bring, register, retire, type Registered } from "./own-application.ts";

const world = useApiWorld({ timeScale: 100, variables: { GOOGLE_APP_NAME: "Relink" } });
const clientOf = ({ detail }: SandboxFact): unknown => (detail as { client?: string }).client;
const appNameOf = async (member: MemberClient, id: string): Promise<string | null> => {
  const query = "query ($id: ID!) { inbox(id: $id) { providerGuide { appName } } }";
  return (await member.get<{ inbox: { providerGuide: { appName: string } } }>(query, { id })).inbox.providerGuide.appName;
};
const check = async (member: MemberClient, id: string) => (await act(member, "check", id)).check;
async function clientOfLatest(kind: string, account: string): Promise<unknown> {
  const fact = (await world().facts(kind, account)).at(-1);
  return fact && clientOf(fact);
}

/** No test meets what another one's application has left. */
async function bringNew(host: "google" | "microsoft", name: string): Promise<Registered> {
  const application = { ...like, clientId: `${name}.apps.test` };
  await register(world(), host, application);
  await bring(world(), host, application);
  return application;
}

async function bringNone(): Promise<void> {
  await world().database.query("update provider_application set retired_at = now() where retired_at is null");
}

test(
  "one account behind a workspace's own application and behind the installation's: each end is its application's alone",
  { timeout: 60_000 },
  async () => {
    const acme = await bringNew("google", "acme-beside");
    const clientIds = [acme.clientId, world().sandbox.ready.google.clientId];
    const [ola, olga] = [await world().asMember("ola"), await world().asMember("olga")];
    const address = "second@google.demo.test";
    const theirs = await connect(olga, address);
    const mine = await connect(ola, address);
    const issued = (await world().facts("token-issued", address)).slice(-2).map(clientOf);
    expect(issued).toEqual([world().sandbox.ready.google.clientId, acme.clientId]);
    expect([await appNameOf(ola, mine.id), await appNameOf(olga, theirs.id)]).toEqual(["Acme Mail", "Relink"]);
    const rows = await world().database.query<{ client_id: string; account_key: string }>(
      "select client_id, account_key from inbox_grant where ended_at is null and signed_in_as = $1",
      [address],
    );
    expect(rows.map((row) => row.client_id).toSorted()).toEqual(clientIds.toSorted());
    expect(new Set(rows.map((row) => row.account_key)).size).toBe(2);
    // Nothing else uses the account with Acme Mail, so its end is closed, and only its.
    await removeFully(ola, mine.id);
    await untilInbox(ola, mine.id, ({ providerAccess }) => providerAccess === "REVOKED", "its own application's end closes");
    const revocations = await world().facts("revoke", address);
    expect(revocations.map(clientOf)).toEqual([acme.clientId]);
    expect(await clientOfLatest("refresh-refused", address)).toBe(acme.clientId);
    expect(await check(olga, theirs.id)).toMatchObject({ verdict: "OK" });
    expect(await getInbox(olga, theirs.id)).toMatchObject({ state: "CONNECTED", providerAccess: "GRANTED" });
    await removeFully(olga, theirs.id);
    await untilInbox(olga, theirs.id, ({ providerAccess }) => providerAccess === "REVOKED", "then the installation's");
    expect((await world().facts("revoke", address)).map(clientOf)).toEqual(clientIds);
  },
);

for (const host of ["google", "microsoft"] as const) {
  test(
    `${host}: each refresh goes to the application that got the grant, also after the workspace changed its application`,
    { timeout: 60_000 },
    async () => {
      await bringNone();
      const address = host === "google" ? "third@google.demo.test" : "new@microsoft.demo.test";
      const ola = await world().asMember("ola");
      const before = await connect(ola, address);
      const refreshedBy = async (): Promise<unknown> => {
        await letTokenEnd(world(), before.id, 1);
        expect(await check(ola, before.id)).toMatchObject({ verdict: "OK" });
        return clientOfLatest("refresh-ok", address);
      };
      const first = world().sandbox.ready[host].clientId;
      expect(await refreshedBy()).toBe(first);
      const acme = await bringNew(host, "acme-changed");
      expect(await refreshedBy()).toBe(first);
      // Signing in once more is by the new application: another grant, whose predecessor ends at its own.
      const again = (await ola.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId: before.id } })).done;
      await walk(again.authorizationUrl, address);
      expect(await getAttempt(ola, again.attempt.id)).toMatchObject({ state: "SUCCEEDED" });
      expect(await refreshedBy()).toBe(acme.clientId);
      expect(await appNameOf(ola, before.id)).toBe("Acme Mail");
      const ended = (await getInbox(ola, before.id)).endedGrants[0];
      if (host === "google") {
        await untilInbox(
          ola,
          before.id,
          (inbox) => inbox.endedGrants[0]?.providerAccess === "REVOKED",
          "the old application's grant is ended",
        );
        expect((await world().facts("revoke", address)).map(clientOf)).toEqual([first]);
      } else {
        expect(ended).toMatchObject({ providerAccess: "AWAITING_PERSON" });
      }
      expect(await check(ola, before.id)).toMatchObject({ verdict: "OK" });
      // A third application takes the second one's place, which goes on for what came by it.
      await bringNew(host, "acme-third");
      expect(await refreshedBy()).toBe(acme.clientId);
      await removeFully(ola, before.id);
    },
  );
}

test(
  "a wrong secret is nobody's fault but its operator's: no inbox is touched, and the right one mends it",
  { timeout: 60_000 },
  async () => {
    const acme = await bringNew("google", "acme-wrong");
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    await bring(world(), "google", { ...acme, clientSecret: "wrong" });
    for (let looks = 0; looks < 3; looks += 1) {
      await letTokenEnd(world(), id, 1);
      expect(await check(ola, id)).toMatchObject({ verdict: "APPLICATION_REFUSED", providerCode: "invalid_client" });
    }
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", providerAccess: "GRANTED", disconnection: null });
    const begun = await begin(ola, "second@google.demo.test");
    await walk(begun.authorizationUrl, "second@google.demo.test");
    expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ failure: "PROVIDER_UNAVAILABLE", providerCode: "invalid_client" });
    await bring(world(), "google", acme);
    expect(await check(ola, id)).toMatchObject({ verdict: "OK" });
    await removeFully(ola, id);
    await untilInbox(ola, id, ({ providerAccess }) => providerAccess === "REVOKED", "its end closes");
  },
);

test(
  "a retired application goes on for what came by it, begins nothing, and its secret is destroyed once nothing needs it",
  { timeout: 60_000 },
  async () => {
    const acme = await bringNew("google", "acme-retired");
    const ola = await world().asMember("ola");
    const address = "new@google.demo.test";
    const { id } = await connect(ola, address);
    const begun = await begin(ola, "third@google.demo.test");
    expect(await retire(world(), "google", acme)).toBe(2);
    await letTokenEnd(world(), id, 1);
    expect(await check(ola, id)).toMatchObject({ verdict: "OK" });
    expect(await clientOfLatest("refresh-ok", address)).toBe(acme.clientId);
    // A sign-in that was begun with it goes on with it; the next one is the installation's.
    await walk(begun.authorizationUrl, "third@google.demo.test");
    expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "SUCCEEDED" });
    expect(await clientOfLatest("token-issued", "third@google.demo.test")).toBe(acme.clientId);
    const other = await connect(ola, "second@google.demo.test");
    expect(await clientOfLatest("token-issued", "second@google.demo.test")).toBe(world().sandbox.ready.google.clientId);
    for (const inboxId of [other.id, begun.inbox.id, id]) await removeFully(ola, inboxId);
    for (const inboxId of [begun.inbox.id, id])
      await untilInbox(ola, inboxId, ({ providerAccess }) => providerAccess === "REVOKED", "the retired application ends its grants, too");
    expect(await clientOfLatest("revoke", address)).toBe(acme.clientId);
    expect(await retire(world(), "google", acme)).toBe(0);
    const [row] = await world().database.query<{ sealed: unknown }>("select sealed from provider_application where client_id = $1", [
      acme.clientId,
    ]);
    expect(row?.sealed).toBeNull();
    const audit = await world().database.query<{ action: string }>(
      "select a.action from audit_entry a join provider_application p on p.workspace_id = a.workspace_id and p.id = a.target_id where p.client_id = $1 order by a.at, a.id",
      [acme.clientId],
    );
    expect(audit.map(({ action }) => action)).toEqual(["application.saved", "application.retired", "application.secretDestroyed"]);
    expect(await retire(world(), "google", { ...acme, clientId: "nobody's" })).toBeNull();
  },
);

test(
  "what came by an application that nobody here knows is left as it is, and is never asked for with another one's",
  { timeout: 60_000 },
  async () => {
    await bringNone();
    const ola = await world().asMember("ola");
    const address = "third@google.demo.test";
    const { id } = await connect(ola, address);
    await world().database.query("update inbox_grant set client_id = 'formerly-ours' where inbox_id = $1", [parseGlobalId("inbox", id)]);
    const before = (await world().facts("refresh-ok", address)).length;
    for (let looks = 0; looks < 3; looks += 1) {
      await letTokenEnd(world(), id, 1);
      expect(await check(ola, id)).toMatchObject({ verdict: "APPLICATION_REFUSED", providerCode: "application_unknown" });
    }
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED" });
    expect(await world().facts("refresh-ok", address)).toHaveLength(before);
    // From before it was written down: the application that the installation began with.
    await world().database.query("update inbox_grant set client_id = null where inbox_id = $1", [parseGlobalId("inbox", id)]);
    expect(await check(ola, id)).toMatchObject({ verdict: "OK" });
    await removeFully(ola, id);
  },
);
