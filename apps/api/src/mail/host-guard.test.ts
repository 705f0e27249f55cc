import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo, LookupFunction } from "node:net";
import dnsPacket from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import { type Address, canonicalHost, createHostGuard, type HostGuard, type HostGuardSettings } from "./host-guard.ts";

const settings: HostGuardSettings = { dnsServers: [], mailPorts: [993, 143], allowedPrivateHosts: [], trusted: [] };
const four = (address: string): Address => ({ address, family: 4 });
const six = (address: string): Address => ({ address, family: 6 });
const absent = (code: string) => Object.assign(new Error("queryA"), { code });

function guardOf(zone: Readonly<Record<string, readonly Address[]>>, more: Partial<HostGuardSettings> = {}): HostGuard {
  return createHostGuard({ ...settings, ...more }, async (host) => {
    const found = zone[host];
    if (!found) throw absent("ENOTFOUND");
    return found;
  });
}

function look(lookup: LookupFunction, host: string, all: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => lookup(host, { all }, (error, address) => (error ? reject(error) : resolve(address))));
}

describe("which hosts are reached", () => {
  it("pins the addresses that it has vetted, whatever the name means a moment later", async () => {
    let asked = 0;
    const guard = createHostGuard(settings, async () => (asked++ === 0 ? [four("203.0.114.7")] : [four("127.0.0.1")]));
    const first = await guard.admit({ host: "IMAP.Example.com.", port: 993 });
    if (first.type !== "admitted") throw new Error(first.type);
    expect(first).toMatchObject({ host: "imap.example.com", serverName: "imap.example.com", addresses: [four("203.0.114.7")] });
    expect(await look(first.lookup, "imap.example.com", true)).toEqual([four("203.0.114.7")]);
    expect(await look(first.lookup, "imap.example.com", false)).toBe("203.0.114.7");
    expect(asked).toBe(1);
    expect(await guard.admit({ host: "imap.example.com", port: 993 })).toEqual({ type: "refusedHost" });
  });

  it("refuses a name when only one of its addresses is not public", async () => {
    const guard = guardOf({ "a.test": [four("203.0.114.7"), six("fd00::1")] });
    expect(await guard.admit({ host: "a.test", port: 993 })).toEqual({ type: "refusedHost" });
  });

  it.each([
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "１２７.0.0.1",
    "0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "224.0.0.1",
    "255.255.255.255",
    "0.0.0.0",
    "::1",
    "[::1]",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "ff02::1",
  ])("refuses the address %s, and asks no resolver about it", async (host) => {
    const guard = createHostGuard(settings, () => Promise.reject(new Error("asked")));
    expect(await guard.admit({ host, port: 993 })).toEqual({ type: "refusedHost" });
  });

  it.each(["8.8.8.8", "2606:4700:4700::1111", "[2606:4700:4700::1111]"])("reaches the public address %s", async (host) => {
    expect(await guardOf({}).admit({ host, port: 993 })).toMatchObject({ type: "admitted", serverName: null });
  });

  it.each([
    "",
    " ",
    "a b",
    "a/b",
    "user@a.test",
    "a.test:993",
    "a.test#x",
    "a.test?x",
    "a\\b",
    "a%2e",
    "a\u0000.test",
    "-a.test",
    "a..test",
    "x".repeat(300),
  ])("takes %j for no host", async (host) => {
    expect(canonicalHost(host)).toBeNull();
    expect(await guardOf({}).admit({ host, port: 993 })).toEqual({ type: "refusedHost" });
  });

  it("tells a name that is not there no differently from one that it refuses", async () => {
    const guard = guardOf({ "inside.test": [four("10.0.0.1")] });
    expect(await guard.admit({ host: "nowhere.test", port: 993 })).toEqual(await guard.admit({ host: "inside.test", port: 993 }));
  });

  it("says when the resolvers give no answer, which may pass", async () => {
    const guard = createHostGuard(settings, () => Promise.reject(absent("ESERVFAIL")));
    expect(await guard.admit({ host: "a.test", port: 993 })).toEqual({ type: "unresolved", code: "ESERVFAIL" });
  });

  it("reaches mail ports only", async () => {
    const guard = guardOf({ "a.test": [four("203.0.114.7")] });
    for (const port of [22, 25, 80, 443, 5432, 0, -1, 65_536])
      expect(await guard.admit({ host: "a.test", port })).toEqual({ type: "refusedHost" });
    expect(await guard.admit({ host: "a.test", port: 143 })).toMatchObject({ type: "admitted" });
  });
});

describe("private hosts that the operator allows", () => {
  const zone = {
    "imap.corp.test": [four("10.0.0.5")],
    "corp.test": [four("10.0.0.6")],
    "evilcorp.test": [four("10.0.0.7")],
    "one.test": [four("10.9.0.1")],
  };
  const allowedPrivateHosts = ["*.corp.test", "One.test", "192.168.7.0/24", "fd12::/16", "127.0.0.9"];
  const guard = guardOf(zone, { allowedPrivateHosts });

  it.each(["imap.corp.test", "one.test", "192.168.7.20", "fd12::5", "127.0.0.9"])("reaches %s", async (host) => {
    expect(await guard.admit({ host, port: 993 })).toMatchObject({ type: "admitted" });
  });

  it.each(["corp.test", "evilcorp.test", "192.168.8.20", "fd13::5", "127.0.0.1"])("does not reach %s", async (host) => {
    expect(await guard.admit({ host, port: 993 })).toEqual({ type: "refusedHost" });
  });

  it("keeps to the mail ports there too", async () => {
    expect(await guard.admit({ host: "one.test", port: 6379 })).toEqual({ type: "refusedHost" });
  });
});

describe("the operator's own provider servers", () => {
  const guard = guardOf(
    { "imap.local.test": [four("127.0.0.1")] },
    {
      trusted: [
        { host: "IMAP.local.test", port: 10_993 },
        { host: "127.0.0.1", port: 10_994 },
      ],
    },
  );

  it("are reached wherever they are", async () => {
    expect(await guard.admit({ host: "imap.local.test", port: 10_993 })).toMatchObject({ type: "admitted", serverName: "imap.local.test" });
    expect(await guard.admit({ host: "127.0.0.1", port: 10_994 })).toMatchObject({ type: "admitted", serverName: null });
  });

  it("lend their trust to no other port of the same host", async () => {
    expect(await guard.admit({ host: "imap.local.test", port: 993 })).toEqual({ type: "refusedHost" });
    expect(await guard.admit({ host: "127.0.0.1", port: 993 })).toEqual({ type: "refusedHost" });
  });
});

describe("with resolvers of its own", () => {
  let server: Socket | null = null;
  afterEach(() => server?.close());

  /** A real name server: answers by name and type; nothing is ENODATA, "SERVFAIL" is a failure. */
  async function serve(zone: Readonly<Record<string, readonly dnsPacket.Answer[] | "SERVFAIL">>): Promise<string> {
    const socket = createSocket("udp4");
    server = socket;
    socket.on("message", (message, from) => {
      const query = dnsPacket.decode(message);
      const [question] = query.questions ?? [];
      const found = zone[`${question?.name} ${question?.type}`] ?? [];
      const rcode = found === "SERVFAIL" ? 2 : 0;
      const answers = found === "SERVFAIL" ? [] : [...found];
      const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | rcode;
      socket.send(
        dnsPacket.encode({ type: "response", id: query.id ?? 0, flags, questions: query.questions ?? [], answers }),
        from.port,
        from.address,
      );
    });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(socket.address() as AddressInfo).port}`;
  }

  it("follows an alias to where it ends, and judges that", async () => {
    const alias = (name: string, data: string): dnsPacket.Answer => ({ type: "CNAME", name, data, ttl: 60 });
    const dnsServers = [
      await serve({
        "out.test A": [alias("out.test", "mx.test"), { type: "A", name: "mx.test", data: "203.0.114.9", ttl: 60 }],
        "in.test A": [alias("in.test", "db.internal"), { type: "A", name: "db.internal", data: "10.0.0.9", ttl: 60 }],
      }),
    ];
    const guard = createHostGuard({ ...settings, dnsServers });
    expect(await guard.admit({ host: "out.test", port: 993 })).toMatchObject({ addresses: [four("203.0.114.9")] });
    expect(await guard.admit({ host: "in.test", port: 993 })).toEqual({ type: "refusedHost" });
    expect(await guard.admit({ host: "none.test", port: 993 })).toEqual({ type: "refusedHost" });
  });

  it("looks at both families, and admits nothing while one can't be asked", async () => {
    const dnsServers = [
      await serve({
        "both.test A": [{ type: "A", name: "both.test", data: "203.0.114.9", ttl: 60 }],
        "both.test AAAA": [{ type: "AAAA", name: "both.test", data: "::1", ttl: 60 }],
        "half.test A": [{ type: "A", name: "half.test", data: "203.0.114.9", ttl: 60 }],
        "half.test AAAA": "SERVFAIL",
      }),
    ];
    const guard = createHostGuard({ ...settings, dnsServers });
    expect(await guard.admit({ host: "both.test", port: 993 })).toEqual({ type: "refusedHost" });
    expect(await guard.admit({ host: "half.test", port: 993 })).toMatchObject({ type: "unresolved" });
  });

  it("finds a trusted name that only this machine knows", async () => {
    const guard = createHostGuard({ ...settings, dnsServers: [await serve({})], trusted: [{ host: "localhost", port: 10_993 }] });
    expect(await guard.admit({ host: "localhost", port: 10_993 })).toMatchObject({ type: "admitted" });
    expect(await guard.admit({ host: "localhost", port: 993 })).toEqual({ type: "refusedHost" });
  });
});
