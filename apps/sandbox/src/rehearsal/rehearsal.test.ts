import { Resolver } from "node:dns/promises";
import { ImapFlow } from "imapflow";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Ready } from "../ready-file.ts";
import { startSandbox } from "../sandbox.ts";
import type { Sandbox } from "../sandbox.ts";
import { Browser } from "../testing/browser.ts";
import { callApi, connect, facts, makePlace, need, refresh, signIn, start } from "../testing/world.ts";
import type { Place } from "../testing/world.ts";
import type { Trouble } from "./trouble.ts";

let place: Place;
let sandbox: Sandbox;
let ready: Ready;
const api = () => `${ready.httpUrl}/sandbox/api/rehearsals`;

beforeAll(async () => {
  place = await makePlace();
  sandbox = await startSandbox(place.env);
  ready = sandbox.ready;
});

afterEach(async () => {
  expect((await fetch(api(), { method: "DELETE" })).status).toBe(204);
});

afterAll(async () => {
  await sandbox?.close();
  await place?.remove();
});

async function begin(kind: string, scope: string, name: string, to?: string): Promise<Trouble[]> {
  const { status, body } = await callApi(ready, "rehearsals", { kind, scope, name, ...(to ? { to } : {}) });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Trouble[];
}

async function on(): Promise<string[]> {
  const { body } = await callApi(ready, "rehearsals");
  return (body as { on: Trouble[] }).on.map(({ kind, name }) => `${kind} ${name}`);
}

async function end([one]: readonly Trouble[]): Promise<void> {
  expect((await fetch(`${api()}/${one?.id}`, { method: "DELETE" })).status).toBe(204);
}

/** What an IMAP log-in meets: its code, "in" where it is let in. */
async function tryImap(user: string, auth: { pass: string } | { accessToken: string }, host = "mail.imap.demo.test"): Promise<string> {
  const client = new ImapFlow({
    host: "127.0.0.1",
    port: ready.imapPort,
    secure: true,
    servername: host,
    tls: { rejectUnauthorized: false },
    auth: { user, ...auth },
    logger: false,
    greetingTimeout: 20_000,
    verifyOnly: true,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return "in";
  } catch (error) {
    const { serverResponseCode, code, responseText } = error as Record<string, string | undefined>;
    return serverResponseCode ?? code ?? responseText ?? "refused";
  }
}

const demo = { pass: "relink-demo" };

describe.each([
  ["mailbox", "ola@imap.demo.test", "NONE"],
  ["domain", "imap.demo.test", "ALL"],
  ["host", "imap", "ALL"],
] as const)("a trouble of one %s", (scope, name, reach) => {
  it.each([
    ["stopped", /in|ClosedAfterConnect|EConnectionClosed|NoConnection|ECONNRESET/],
    ["answers-503", /^UNAVAILABLE$/],
    ["throttled", /^LIMIT$/],
    ["uncoded", /^Login failed\.$/],
    ["account-suspended", /^CONTACTADMIN$/],
    ["password-changed", /^AUTHENTICATIONFAILED$/],
  ])("%s meets who is in it, and ends", async (kind, told) => {
    const begun = await begin(kind, scope, name);
    const met = await tryImap("ola@imap.demo.test", demo);
    expect(met).toMatch(told);
    expect(met).not.toBe("in");
    const beside = await tryImap("billing@imap.demo.test", demo);
    if (reach === "ALL") expect(beside).toMatch(told);
    else expect(beside).toBe("in");
    expect(await on()).toEqual([`${kind} ${name}`]);
    await end(begun);
    expect(await tryImap("ola@imap.demo.test", demo)).toBe("in");
  });
});

it("a changed password opens with the new one, and the first one again when that ends", async () => {
  const begun = await begin("password-changed", "domain", "imap.demo.test");
  expect(await tryImap("ola@imap.demo.test", { pass: "relink-demo-2" })).toBe("in");
  const also = await begin("password-changed", "mailbox", "ola@imap.demo.test");
  await end(begun);
  expect(await tryImap("billing@imap.demo.test", demo)).toBe("in");
  expect(await tryImap("ola@imap.demo.test", demo), "another trouble still says so").toBe("AUTHENTICATIONFAILED");
  await end(also);
  expect(await tryImap("ola@imap.demo.test", demo)).toBe("in");
});

const token = async (host: "google" | "microsoft", email: string) => need((await connect(ready, host, email)).refresh_token);

describe("at a sign-in", () => {
  it("access that is revoked for a host stays so until each holder signs in again", async () => {
    const [one, other] = [await token("google", "ola@google.demo.test"), await token("google", "third@google.demo.test")];
    await begin("access-revoked", "host", "google");
    for (const dead of [one, other]) expect((await refresh(ready, "google", dead)).body["error"]).toBe("invalid_grant");
    expect(await on()).toContain("access-revoked ola@google.demo.test");
    await connect(ready, "google", "ola@google.demo.test");
    expect(await on()).not.toContain("access-revoked ola@google.demo.test");
    expect(await on()).toContain("access-revoked third@google.demo.test");
  });

  it.each([
    ["mailbox", "ola@microsoft.demo.test"],
    ["domain", "microsoft.demo.test"],
    ["host", "microsoft"],
  ])("a second factor that a %s demands is given by signing in again", async (scope, name) => {
    const before = await token("microsoft", "ola@microsoft.demo.test");
    await begin("mfa-demanded", scope, name);
    expect((await refresh(ready, "microsoft", before)).body["error_codes"]).toEqual([50076]);
    expect((await refresh(ready, "microsoft", await token("microsoft", "ola@microsoft.demo.test"))).status).toBe(200);
  });

  it.each([
    ["answers-503", 503],
    ["throttled", 429],
  ] as const)("%s passes for one mailbox and leaves its neighbour alone", async (kind, status) => {
    const [one, other] = [await token("google", "ola@google.demo.test"), await token("google", "third@google.demo.test")];
    const begun = await begin(kind, "mailbox", "ola@google.demo.test");
    expect((await refresh(ready, "google", one)).status).toBe(status);
    expect((await refresh(ready, "google", other)).status).toBe(200);
    await end(begun);
    expect((await refresh(ready, "google", one)).status).toBe(200);
  });

  it("a stopped host breaks off sign-in and IMAP, and the other host goes on", async () => {
    const { access_token: access, refresh_token: kept } = await connect(ready, "google", "ola@google.demo.test");
    const begun = await begin("stopped", "host", "google");
    await expect(refresh(ready, "google", need(kept))).rejects.toThrow("fetch failed");
    await expect(fetch(ready.google.accountUrl)).rejects.toThrow("fetch failed");
    expect(await tryImap("ola@google.demo.test", { accessToken: access }, "imap.google.demo.test")).not.toBe("in");
    expect((await fetch(ready.microsoft.accountUrl)).status).toBe(200);
    await end(begun);
    expect((await refresh(ready, "google", need(kept))).status).toBe(200);
    expect(await tryImap("ola@google.demo.test", { accessToken: access }, "imap.google.demo.test")).toBe("in");
  });

  it("a lapsed client secret is the host's, whoever was named", async () => {
    const begun = await begin("secret-lapsed", "mailbox", "ola@google.demo.test");
    expect(begun).toMatchObject([{ scope: "host", name: "google" }]);
    const reply = await refresh(ready, "google", await token("microsoft", "ola@microsoft.demo.test"));
    expect([reply.status, reply.body["error"]]).toEqual([401, "invalid_client"]);
  });
});

describe("a domain that moves", () => {
  const mx = async (name: string) => {
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${ready.dnsPort}`]);
    return (await resolver.resolveMx(name)).map(({ exchange }) => exchange);
  };

  it("names the new provider's servers, takes its people there, and moves back", async () => {
    const begun = await begin("mx-moved", "mailbox", "ola@google.demo.test");
    expect(begun).toMatchObject([{ scope: "domain", name: "google.demo.test", detail: { to: "microsoft" } }]);
    expect(await mx("google.demo.test")).toEqual(["google-demo-test.mail.protection.outlook.com"]);
    const { access_token: access, claims } = await connect(ready, "microsoft", "ola@google.demo.test");
    expect(claims()).toMatchObject({ email: "ola@google.demo.test" });
    expect(claims()?.["tid"], "a work account").not.toBe("9188040d-6c67-4c5b-b112-36a304b66dad");
    await begin("mailbox-deleted", "domain", "google.demo.test");
    expect(await tryImap("ola@google.demo.test", { accessToken: access }, "imap.microsoft.demo.test"), "the new mailbox").toBe("in");
    await end(begun);
    expect(await mx("google.demo.test")).toContain("aspmx.l.google.com");
    expect((await signIn(new Browser(), (await start(ready, "microsoft")).url, "ola@google.demo.test")).text).toContain("no such account");
  });

  it("can be every domain of a host, and fail to answer", async () => {
    const begun = await begin("dns-fails", "host", "microsoft");
    expect(begun.map(({ name }) => name)).toEqual(["microsoft.demo.test", "outlook.demo.test"]);
    await expect(mx("outlook.demo.test")).rejects.toMatchObject({ code: "ESERVFAIL" });
    expect(await mx("imap.demo.test")).toEqual(["mail.imap.demo.test"]);
  });
});

it.each([
  [{ kind: "mfa-demanded", scope: "mailbox", name: "ola@imap.demo.test" }, /only at google, microsoft/],
  [{ kind: "access-revoked", scope: "mailbox", name: "spare@imap.demo.test" }, /only at google, microsoft/],
  [{ kind: "access-revoked", scope: "mailbox", name: "free@outlook.demo.test" }, /Nobody at free@outlook.demo.test has given access/],
  [{ kind: "stopped", scope: "host", name: "yahoo" }, /There is no host "yahoo" here/],
  [{ kind: "stopped", scope: "mailbox", name: "nobody@imap.demo.test" }, /There is no mailbox/],
  [{ kind: "mx-moved", scope: "domain", name: "google.demo.test", to: "google" }, /is at google already/],
  [{ kind: "flood", scope: "host", name: "google" }, /"kind" is null or one of/],
  [{ scope: "host", name: "google" }, /Send "kind"/],
])("refuses %j in one sentence", async (body, said) => {
  const answer = await callApi(ready, "rehearsals", body);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body).replaceAll('\\"', '"')).toMatch(said);
  expect(await on()).toEqual([]);
});

it("writes down what was made and ended", async () => {
  await end(await begin("sending-off", "domain", "microsoft.demo.test"));
  const log = await facts(ready, { kind: "trouble" });
  expect(log.at(-2)?.detail).toEqual({ begins: "sending-off", scope: "domain", name: "microsoft.demo.test" });
  expect(log.at(-1)?.detail).toEqual({ ends: "sending-off", scope: "domain", name: "microsoft.demo.test" });
});
