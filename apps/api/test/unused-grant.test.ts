import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { begin, connect, removeFully, walk } from "./inbox-steps.ts";
import { asStranger, linkVerbs, makeLink, tokenOf } from "./link-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();

interface Guide {
  readonly provider: string;
  readonly title: string;
  readonly account: string | null;
}

async function readUnused(
  member: MemberClient,
  id: string,
): Promise<{ failure: string | null; actualAddress: string | null; guide: Guide | null }> {
  const query =
    "query ($id: ID!) { connectionAttempt(id: $id) { failure actualAddress guide: unusedGrantGuide { provider title account } } }";
  const { connectionAttempt } = await member.get<{ connectionAttempt: Awaited<ReturnType<typeof readUnused>> }>(query, { id });
  return connectionAttempt;
}

async function signInAs(member: MemberClient, address: string, account: string): Promise<string> {
  const begun = await begin(member, address);
  await walk(begun.authorizationUrl, account);
  return begun.attempt.id;
}

test("another account at Microsoft: the guide for that kind of account, until an inbox uses it", async () => {
  const [ola, free] = [await world().asMember("ola"), "free@outlook.demo.test"];
  const attempt = await signInAs(ola, "new@microsoft.demo.test", free);
  const mismatch = { failure: "ADDRESS_MISMATCH", actualAddress: free };
  expect(await readUnused(ola, attempt)).toEqual({
    ...mismatch,
    guide: { provider: "MICROSOFT", title: "Remove Relink from your Microsoft account", account: free },
  });
  const inbox = await connect(ola, free, { provider: "MICROSOFT" });
  expect(await readUnused(ola, attempt), "ending it would end the live inbox’s access").toEqual({ ...mismatch, guide: null });
  expect(await readUnused(ola, await signInAs(ola, "new@microsoft.demo.test", free))).toEqual({ ...mismatch, guide: null });
  await removeFully(ola, inbox.id);
  expect((await readUnused(ola, attempt)).guide).toMatchObject({ account: free });
});

test("nothing was allowed: no guide; and what was given at Google is ended by Relink", async () => {
  const ola = await world().asMember("ola");
  const declined = await begin(ola, "new@microsoft.demo.test");
  await walk(declined.authorizationUrl, "new@microsoft.demo.test", { action: "deny" });
  expect(await readUnused(ola, declined.attempt.id)).toMatchObject({ failure: "CONSENT_DECLINED", guide: null });
  const google = await signInAs(ola, "new@google.demo.test", "second@google.demo.test");
  expect(await readUnused(ola, google)).toEqual({
    failure: "ADDRESS_MISMATCH",
    actualAddress: "second@google.demo.test",
    guide: null,
  });
  await until(async () => (await world().facts("revoke", "second@google.demo.test")).length === 1, "its unused grant is revoked");
});

test("who came by a reconnect link reads it on the link’s page, in their language", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "ola@microsoft.demo.test");
  const token = tokenOf((await makeLink(ola, id)).url);
  const { startLinkSignIn } = await asStranger(world()).get<{ startLinkSignIn: { authorizationUrl: string } }>(linkVerbs.start, { token });
  await walk(startLinkSignIn.authorizationUrl, "new@microsoft.demo.test");
  const query =
    'query ($token: String!) { link(token: $token) { lastSignIn { failure } unusedGrantGuide(locale: "pl") { title account } } }';
  expect(await asStranger(world()).get(query, { token })).toEqual({
    link: {
      lastSignIn: { failure: "ADDRESS_MISMATCH" },
      unusedGrantGuide: { title: "Usuń aplikację Relink ze swojego konta służbowego", account: "new@microsoft.demo.test" },
    },
  });
});
