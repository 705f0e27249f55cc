import { afterEach, describe, expect, test } from "vitest";
import type { WebhookSender } from "../webhook/webhook.ports.ts";
import { type Address, createHostGuard, type HostGuardSettings } from "./host-guard.ts";
import { makeCertificate, tlsServer, plainServer, type ListeningServer } from "./mail-server.fixture.ts";
import { createSecureContext } from "node:tls";
import { createWebhookSender } from "./webhook-sender.ts";

const certificate = await makeCertificate("hook.test");
const trust = { secureContext: createSecureContext({ ca: certificate.cert }), rejectUnauthorized: true } as const;
const settings: HostGuardSettings = { dnsServers: [], mailPorts: "any", allowedPrivateHosts: ["hook.test"], trusted: [] };
const loopback: Address = { address: "127.0.0.1", family: 4 };
const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close();
});

function senderOf(
  resolve: (host: string) => readonly Address[] = () => [loopback],
  more: Partial<HostGuardSettings> = {},
  timeoutMs = 20_000,
): WebhookSender {
  const sender = createWebhookSender({ guard: createHostGuard({ ...settings, ...more }, async (host) => resolve(host)), trust, timeoutMs });
  closings.push(() => sender.close());
  return sender;
}

/** Speaks raw HTTP: each request is answered by what `answer` gives, and `asked` counts connections and requests. */
async function serverOf(answer: (write: (text: string) => void, path: string) => void) {
  const seen = { connections: 0, requests: [] as string[] };
  const server: ListeningServer = await tlsServer(certificate, (socket) => {
    seen.connections += 1;
    socket.on("data", (chunk: Buffer) => {
      const [, path] = /^POST (\S+) HTTP\/1\.1/.exec(chunk.toString()) ?? [];
      if (path === undefined) return;
      seen.requests.push(path);
      answer((text) => socket.writable && socket.write(text), path);
    });
  });
  closings.push(server.close);
  return { ...seen, seen, port: server.port, url: `https://hook.test:${server.port}` };
}

const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const begin = (sender: WebhookSender, url: string) => sender.to(url)({ "webhook-id": "event_1" }, "{}");
const post = (sender: WebhookSender, url: string) => begin(sender, url).sent;

test("posts, and posts again over the same connection", async () => {
  const server = await serverOf((write) => write(ok));
  const sender = senderOf();
  for (let n = 0; n < 8; n += 1)
    expect(await post(sender, `${server.url}/in?a=1`)).toEqual({
      answer: { type: "answered", status: 200, retryAfterMs: null },
      response: "ok",
    });
  expect(server.seen.requests).toEqual(Array.from({ length: 8 }, () => "/in?a=1"));
  // The pool may open a second one while the first is not yet given back.
  expect(server.seen.connections).toBeLessThanOrEqual(2);
});

test("a redirect is not followed", async () => {
  const server = await serverOf((write) => write(`HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n`));
  expect((await post(senderOf(), server.url)).answer).toMatchObject({ status: 302 });
  expect(server.seen.requests).toEqual(["/"]);
});

test("of 5 MB no more than 64 KiB are read and 2 KiB kept; the status counts", async () => {
  let written = 0;
  const server = await serverOf((write) => {
    write("HTTP/1.1 200 OK\r\ncontent-length: 5242880\r\n\r\n");
    for (let n = 0; n < 1_280; n += 1) {
      write("x".repeat(4_096));
      written += 4_096;
    }
  });
  const sent = await post(senderOf(), server.url);
  expect(sent.answer).toMatchObject({ type: "answered", status: 200 });
  expect(sent.response).toBe("x".repeat(2_048));
  expect(written).toBe(5_242_880);
});

test("who hangs before or within the answer is given up in time; a status that came counts", async () => {
  const silent = await serverOf(() => undefined);
  const dripping = await serverOf((write) => write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nab"));
  const sender = senderOf(undefined, {}, 3_000);
  const start = performance.now();
  expect(await post(sender, silent.url)).toEqual({ answer: { type: "timedOut" }, response: null });
  expect(await post(sender, dripping.url)).toMatchObject({ answer: { status: 200 }, response: "ab" });
  expect(performance.now() - start).toBeLessThan(15_000);
});

test("Retry-After comes as milliseconds, whether it is seconds or a date", async () => {
  const server = await serverOf((write, path) =>
    write(
      `HTTP/1.1 429 Slow\r\ndate: Mon, 23 Nov 2026 10:00:00 GMT\r\nretry-after: ${path === "/seconds" ? "7" : "Mon, 23 Nov 2026 10:01:00 GMT"}\r\ncontent-length: 0\r\n\r\n`,
    ),
  );
  expect((await post(senderOf(), `${server.url}/seconds`)).answer).toMatchObject({ status: 429, retryAfterMs: 7_000 });
  expect((await post(senderOf(), `${server.url}/date`)).answer).toMatchObject({ status: 429, retryAfterMs: 60_000 });
});

test("what can't be stored or shown as text is replaced", async () => {
  const server = await serverOf((write) => write("HTTP/1.1 500 No\r\ncontent-length: 3\r\n\r\na\0b"));
  expect((await post(senderOf(), server.url)).response).toBe("a\u{FFFD}b");
});

describe("where it does not go", () => {
  test("a name that means a private address at the second look-up (rebinding): the first went to a public one, the next connection goes nowhere", async () => {
    const server = await serverOf((write) => write(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok`));
    const meanings: readonly (readonly Address[])[] = [
      [loopback],
      [{ address: "127.0.0.2", family: 4 }],
      // Beside an address that would answer.
      [loopback, { address: "10.0.0.7", family: 4 }],
    ];
    let looked = 0;
    // Allowed by range, so that the loopback stands for a public address at first.
    const sender = senderOf(() => meanings[looked++] ?? [], { allowedPrivateHosts: ["127.0.0.1/32"] });
    expect((await post(sender, server.url)).answer).toMatchObject({ status: 200 });
    for (let again = 0; again < 2; again += 1) expect((await post(sender, server.url)).answer).toEqual({ type: "unreachable" });
    expect([looked, server.seen.requests.length, server.seen.connections]).toEqual([3, 1, 1]);
  });

  test.each([
    ["a private address", "10.0.0.7"],
    ["the loopback", "127.0.0.1"],
    ["a cloud's metadata", "169.254.169.254"],
  ])("%s by name, and one of several addresses", async (_, address) => {
    const server = await serverOf((write) => write(ok));
    const sender = senderOf(
      () => [
        { address: "203.0.114.7", family: 4 },
        { address, family: 4 },
      ],
      { allowedPrivateHosts: [] },
    );
    expect(await post(sender, `https://hook.test:${server.port}/`)).toEqual({ answer: { type: "unreachable" }, response: null });
    expect(server.seen.connections).toBe(0);
  });

  test("an address without a name is looked at, too, though nothing looks it up", async () => {
    const server = await serverOf((write) => write(ok));
    const sender = senderOf(undefined, { allowedPrivateHosts: [] });
    for (const host of ["127.0.0.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
      expect((await post(sender, `https://${host}:${server.port}/`)).answer).toEqual({ type: "unreachable" });
    expect(server.seen.connections).toBe(0);
  });

  test("plain http, unless the operator allowed the host", async () => {
    let asked = 0;
    const plain = await plainServer((socket) => socket.on("data", () => ((asked += 1), socket.write(ok))));
    closings.push(plain.close);
    expect((await post(senderOf(), `http://hook.test:${plain.port}/`)).answer).toMatchObject({ status: 200 });
    expect(
      (
        await post(
          senderOf(() => [{ address: "203.0.114.7", family: 4 }], { allowedPrivateHosts: [] }),
          "http://hook.test/",
        )
      ).answer,
    ).toEqual({ type: "unreachable" });
    expect(asked).toBe(1);
  });

  test("a certificate for another name, a closed port and a name that is not there look the same", async () => {
    const other = await makeCertificate("other.test");
    const wrong = await tlsServer(other, (socket) => void socket.write(ok));
    closings.push(wrong.close);
    const closed = await plainServer(() => undefined);
    await closed.close();
    const unreachable = { answer: { type: "unreachable" }, response: null };
    expect(await post(senderOf(), `https://hook.test:${wrong.port}/`)).toEqual(unreachable);
    expect(await post(senderOf(), `https://hook.test:${closed.port}/`)).toEqual(unreachable);
    expect(
      await post(
        senderOf(() => []),
        "https://hook.test/",
      ),
    ).toEqual(unreachable);
  });
});

test("a request that is left ends at once, before its connection stands and after", async () => {
  const silent = await serverOf(() => undefined);
  const sender = senderOf();
  const [early, late] = [begin(sender, silent.url), begin(sender, silent.url)];
  early.leave();
  expect((await early.sent).answer).toEqual({ type: "unreachable" });
  await expect.poll(() => silent.seen.requests.length).toBe(1);
  late.leave();
  expect((await late.sent).answer).toEqual({ type: "unreachable" });
});

test("what is no address is unreachable", async () => {
  expect((await post(senderOf(), "nowhere")).answer).toEqual({ type: "unreachable" });
});
