import { afterAll, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { FormBrowser } from "./form-browser.ts";
import { begin, getAttempt, type SeenAttempt } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { clientId, refreshToken, startLyingProvider } from "./lying-provider.ts";

const liar = await startLyingProvider();
afterAll(() => liar.close());

const world = useApiWorld({
  variables: {
    GOOGLE_ISSUER: liar.url,
    GOOGLE_REVOCATION_URL: `${liar.url}/revoke`,
    GOOGLE_CLIENT_ID: clientId,
    GOOGLE_CLIENT_SECRET: "none",
  },
});
const address = "new@google.demo.test";

/** Signs in where the provider lies; answers how it went, and the guide for what stays granted. */
async function signIn(lie: typeof liar.lie): Promise<SeenAttempt & { readonly id: string; readonly guide: unknown }> {
  const [ola, browser] = [await world().asMember("ola"), new FormBrowser()];
  const begun = await begin(ola, address);
  const { left } = await browser.open(begun.authorizationUrl);
  liar.nonce = left?.searchParams.get("nonce") ?? "";
  liar.lie = lie;
  const back = new URLSearchParams({ code: "c", state: left?.searchParams.get("state") ?? "" });
  await browser.open(`${world().url}/connect/callback/google?${back}`);
  const query = "query ($id: ID!) { connectionAttempt(id: $id) { guide: unusedGrantGuide { provider title account needsIt } } }";
  const { connectionAttempt } = await ola.get<{ connectionAttempt: { guide: unknown } }>(query, { id: begun.attempt.id });
  return { ...(await getAttempt(ola, begun.attempt.id)), id: begun.attempt.id, guide: connectionAttempt.guide };
}

/** Of all that keeps credentials or says that an account is in use, how many rows. */
async function countKept(): Promise<number> {
  const tables = ["inbox_grant", "grant_secret", "stray_grant", "provider_account"];
  const sql = tables.map((name) => `(select count(*) from ${name})`).join(" + ");
  return Number((await world().database.query<{ n: string }>(`select ${sql} as n`))[0]?.n);
}

const hidden = "OAUTH_KEY_SELECTION_FAILED";
const lies: readonly (readonly [string, typeof liar.lie, string])[] = [
  ["for another application", { aud: "somebody-else" }, "OAUTH_JWT_CLAIM_COMPARISON_FAILED"],
  ["of another sign-in", { nonce: "m".repeat(43) }, "OAUTH_JWT_CLAIM_COMPARISON_FAILED"],
  ["of another issuer", { iss: "https://accounts.google.com" }, "OAUTH_JWT_CLAIM_COMPARISON_FAILED"],
  ["that has lapsed", { exp: 1_700_000_000 }, "OAUTH_JWT_TIMESTAMP_CHECK_FAILED"],
  ["signed by a key that is not shown", {}, hidden],
];

test.each(lies)(
  "an ID token %s signs nobody in; whose access it is Google itself says, and it is ended by that",
  async (_what, lie, providerCode) => {
    liar.showsKey = providerCode !== hidden;
    liar.owner = { sub: "another-person", email: "other@google.demo.test" };
    const before = liar.revoked.length;
    expect(await signIn(lie)).toMatchObject({
      state: "FAILED",
      failure: "PROVIDER_REFUSED",
      providerCode,
      inbox: { state: "REMOVED", currentGrant: null },
      guide: null,
    });
    await until(async () => liar.revoked.length > before, "the unused grant is revoked");
    expect(liar.revoked.slice(before)).toEqual([refreshToken]);
    await until(async () => (await countKept()) === 0, "nothing of it is kept");
    liar.showsKey = true;
  },
);

test("where a live inbox uses that account nothing is revoked", async () => {
  liar.owner = { sub: "another-person", email: "other@google.demo.test" };
  const { database } = world();
  const [known] = await database.query<{ key: string }>(
    "select distinct granted_key as key from connection_attempt where granted_key is not null",
  );
  await database.query("insert into provider_account (account_key, live) values ($1, 1)", [known?.key]);
  const before = liar.revoked.length;
  expect(await signIn({ aud: "somebody-else" })).toMatchObject({ failure: "PROVIDER_REFUSED", guide: null });
  await until(async () => (await countKept()) === 1, "its own copy is gone");
  expect(liar.revoked.slice(before)).toEqual([]);
  await database.query("delete from provider_account");
});

test("where Google does not say whose it is, nothing is revoked or kept, and the page says how its holder ends it", async () => {
  liar.owner = null;
  const before = liar.revoked.length;
  expect(await signIn({ nonce: "m".repeat(43) })).toMatchObject({
    state: "FAILED",
    failure: "PROVIDER_REFUSED",
    actualAddress: null,
    guide: { provider: "GOOGLE", title: "Remove Relink from your Google Account", account: null, needsIt: false },
  });
  expect(await countKept()).toBe(0);
  expect(liar.revoked.slice(before)).toEqual([]);
});
