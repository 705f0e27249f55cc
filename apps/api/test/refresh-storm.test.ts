import { afterAll, beforeAll, expect, test } from "vitest";
import { createKeyClient } from "./api-client.ts";
import { findFreePort, spawnApi, type ApiChild } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connect } from "./inbox-steps.ts";
import { letTokenEnd } from "./let-token-end.ts";

// Nobody looks by themselves here: what refreshes is what the callers ask for.
const world = useApiWorld({ variables: { RELINK_ROLE: "api" } });
const processes = 4;
const callers = 200;
let others: ApiChild[] = [];

beforeAll(async () => {
  const { variables } = world();
  const ports = await Promise.all(Array.from({ length: processes - 1 }, findFreePort));
  others = await Promise.all(ports.map((port) => spawnApi({ ...variables, PORT: String(port) })));
  urls = [world().url, ...ports.map((port) => `http://localhost:${port}`)];
});
afterAll(async () => {
  await Promise.all(others.map((child) => child.kill("SIGTERM")));
});
let urls: readonly string[] = [];

const issueIt = "mutation ($id: ID!) { issued: issueInboxCredentials(inboxId: $id) { secret expiresAt } }";

/** Keys enough for so many callers within the limit of one key. */
async function makeKeys(): Promise<readonly string[]> {
  const sofia = await world().asMember("sofia");
  const create = 'mutation ($name: String!) { createApiKey(name: $name, scopes: ["credentials:issue"]) { key } }';
  return Promise.all(
    Array.from(
      { length: callers / 25 },
      async (_, index) => (await sofia.get<{ createApiKey: { key: string } }>(create, { name: `Sync ${index}` })).createApiKey.key,
    ),
  );
}

async function storm(keys: readonly string[], id: string): Promise<ReadonlySet<string>> {
  const asked = Array.from({ length: callers }, async (_, index) => {
    const client = createKeyClient(urls[index % processes] ?? "", keys[index % keys.length] ?? "");
    return (await client.get<{ issued: { secret: string } }>(issueIt, { id })).issued.secret;
  });
  return new Set(await Promise.all(asked));
}

test.each([
  { address: "ola@microsoft.demo.test", rotates: true },
  { address: "ola@google.demo.test", rotates: false },
])(
  "200 callers on 4 processes make one token request for each expiry, and no rotated token is used twice: $address",
  async ({ address, rotates }) => {
    const inbox = await connect(await world().asMember("ola"), address);
    const keys = await makeKeys();
    const before = await world().facts("refresh-ok", address);
    for (const round of [1, 2]) {
      await letTokenEnd(world(), inbox.id, 1);
      const secrets = await storm(keys, inbox.id);
      expect(secrets.size).toBe(1);
      const refreshed = await world().facts("refresh-ok", address);
      // Google's refresh token never changes; at Microsoft each use has one of its own.
      const reuses = rotates ? 0 : undefined;
      expect(refreshed.map(({ detail }) => detail.reuse)).toEqual(refreshed.map(() => reuses));
      expect(refreshed).toHaveLength(before.length + round);
    }
    expect(await world().facts("refresh-refused", address)).toEqual([]);
  },
);
