import { describe, expect, it } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { createKeyClient, type MemberClient } from "./api-client.ts";
import { connect, connectImap, createShared, act, removeFully } from "./inbox-steps.ts";

const world = useApiWorld();

interface Found {
  readonly provider: string;
  readonly source: string;
  readonly keeper: string | null;
  readonly imap: { readonly host: string; readonly port: number; readonly security: string } | null;
  readonly smtp: { readonly host: string; readonly port: number; readonly security: string } | null;
  readonly username: string | null;
  readonly needsConfirmation: boolean;
  readonly obstacle: string | null;
  readonly reconnectable: { readonly id: string } | null;
}

const query = `query ($address: EmailAddress!) { discoverMailSettings(address: $address) {
  provider source keeper imap { host port security } smtp { host port security } username needsConfirmation obstacle reconnectable { id } } }`;

async function discover(member: Pick<MemberClient, "get">, address: string): Promise<Found> {
  return (await member.get<{ discoverMailSettings: Found }>(query, { address })).discoverMailSettings;
}

const serverOf = (place: string) => ({ host: place.split(":")[0], port: Number(place.split(":")[1]) });

describe("what an address needs in order to connect", () => {
  it("is found for each provider of the rehearsal world", async () => {
    const ola = await world().asMember("ola");
    const { google, microsoft, imapPort, smtpPort } = world().sandbox.ready;
    expect(await discover(ola, "anyone@google.demo.test")).toMatchObject({
      provider: "GOOGLE",
      source: "mx",
      keeper: "Google",
      imap: serverOf(google.imap),
      reconnectable: null,
    });
    expect(await discover(ola, "Anyone@Microsoft.demo.test")).toMatchObject({
      provider: "MICROSOFT",
      source: "mx",
      imap: serverOf(microsoft.imap),
    });
    expect(await discover(ola, "anyone@outlook.demo.test")).toMatchObject({ provider: "MICROSOFT", keeper: "Outlook.com" });
    expect(await discover(ola, "anyone@imap.demo.test")).toEqual({
      provider: "IMAP",
      source: "srv",
      keeper: null,
      username: null,
      needsConfirmation: false,
      obstacle: null,
      reconnectable: null,
      imap: { host: "mail.imap.demo.test", port: imapPort, security: "TLS" },
      smtp: { host: "mail.imap.demo.test", port: smtpPort, security: "TLS" },
    });
    expect(await discover(ola, "anyone@gmail.com")).toMatchObject({ provider: "GOOGLE", source: "known" });
    expect(await discover(ola, "anyone@proton.me")).toMatchObject({ provider: "IMAP", obstacle: "NO_IMAP", imap: null });
    expect(await discover(ola, "anyone@nowhere.demo.test")).toMatchObject({ provider: "IMAP", source: "none", imap: null, smtp: null });
  });

  it("is enough to connect with", async () => {
    const ola = await world().asMember("ola");
    const { imap, smtp } = await discover(ola, "new@imap.demo.test");
    expect(await connectImap(world(), ola, "new@imap.demo.test", { imap, smtp })).toMatchObject({ state: "CONNECTED" });
  });

  it("is told to nobody who is not signed in, and not to what is no address", async () => {
    const response = await fetch(`${world().url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: world().url },
      body: JSON.stringify({ query, variables: { address: "ola@imap.demo.test" } }),
    });
    expect(JSON.stringify(await response.json())).toContain("UNAUTHENTICATED");
    const bruno = await world().asMember("bruno");
    for (const address of ["ola", "ola@localhost", "ola@127.0.0.1/x", "ola@[127.0.0.1]", "ola@a b.test"]) {
      expect((await bruno.refused(query, { address })).code).toBe("BAD_USER_INPUT");
    }
  });

  it("is told to a key that may read inboxes, and to no other", async () => {
    const sofia = await world().asMember("sofia");
    const makeKey = async (scope: string) => {
      const create = 'mutation ($scopes: [String!]!) { made: createApiKey(name: "Exporter", scopes: $scopes) { key } }';
      return createKeyClient(world().url, (await sofia.get<{ made: { key: string } }>(create, { scopes: [scope] })).made.key);
    };
    expect(await discover(await makeKey("inboxes:read"), "anyone@google.demo.test")).toMatchObject({
      provider: "GOOGLE",
      reconnectable: null,
    });
    expect((await (await makeKey("inboxes:write")).refused(query, { address: "anyone@google.demo.test" })).code).toBe("FORBIDDEN");
  });

  it("is told 30 times a minute to each member", async () => {
    const adam = await world().asMember("adam");
    for (let times = 0; times < 30; times += 1) await discover(adam, "anyone@gmail.com");
    const refusal = await adam.refused(query, { address: "anyone@gmail.com" });
    expect(refusal).toMatchObject({ code: "RATE_LIMITED", extensions: { retryAfterSeconds: expect.any(Number) } });
    expect(refusal.extensions["retryAfterSeconds"]).toBeGreaterThan(0);
    expect(await discover(await world().asMember("sofia"), "anyone@gmail.com")).toMatchObject({ provider: "GOOGLE" });
  });
});

describe("an inbox that was removed at the address", () => {
  it("is offered to its owner alone, until the address is connected again", async () => {
    const [ola, sofia, olga] = await Promise.all([world().asMember("ola"), world().asMember("sofia"), world().asMember("olga")]);
    const address = "new@google.demo.test";
    const first = await connect(ola, address);
    expect((await discover(ola, address)).reconnectable).toBeNull();
    await removeFully(ola, first.id);
    expect(await discover(ola, "NEW@google.demo.test")).toMatchObject({ provider: "GOOGLE", reconnectable: { id: first.id } });
    expect((await discover(sofia, address)).reconnectable).toBeNull();
    expect((await discover(olga, address)).reconnectable).toBeNull();
    const second = await connect(ola, address);
    expect((await discover(ola, address)).reconnectable).toBeNull();
    await removeFully(ola, second.id);
    expect((await discover(ola, address)).reconnectable).toEqual({ id: second.id });
  });

  it("is offered to admins where it was a channel", async () => {
    const sofia = await world().asMember("sofia");
    const sharedInboxId = await createShared(sofia, "Support");
    const channel = await connect(sofia, "support@google.demo.test", { kind: "TEAM", sharedInboxId });
    await act(sofia, "deleteChannel", channel.id);
    expect((await discover(sofia, "support@google.demo.test")).reconnectable).toEqual({ id: channel.id });
    expect((await discover(await world().asMember("ola"), "support@google.demo.test")).reconnectable).toBeNull();
  });
});
