import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { FormBrowser } from "./form-browser.ts";
import { act, begin, type Begun, connect, getAttempt, getInbox, type SeenAttempt, untilInbox, verbs, walk } from "./inbox-steps.ts";

// The second look at a refusal is half a minute later.
const world = useApiWorld({ timeScale: 60 });
const address = "new@microsoft.demo.test";

/** What the provider is asked for, besides who is meant to sign in. */
async function asked({ authorizationUrl }: Begun): Promise<Readonly<Record<string, string | null>>> {
  const { left } = await new FormBrowser().open(authorizationUrl);
  const query = left?.searchParams;
  return { prompt: query?.get("prompt") ?? null, access_type: query?.get("access_type") ?? null };
}

async function beginAgain(member: MemberClient, inboxId: string): Promise<Begun> {
  return (await member.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId } })).done;
}

async function comeBack(member: MemberClient, begun: Begun): Promise<SeenAttempt> {
  await walk(begun.authorizationUrl, address);
  return getAttempt(member, begun.attempt.id);
}

test("Google is always asked for consent, since it sends no refresh token otherwise", async () => {
  const ola = await world().asMember("ola");
  const inbox = await connect(ola, "new@google.demo.test");
  for (const begun of [await begin(ola, "second@google.demo.test"), await beginAgain(ola, inbox.id)])
    expect(await asked(begun)).toEqual({ prompt: "consent", access_type: "offline" });
});

test("Microsoft is asked which account at a first connection, and nothing at a reconnect", async () => {
  const ola = await world().asMember("ola");
  expect(await asked(await begin(ola, address))).toEqual({ prompt: "select_account", access_type: null });
  const inbox = await connect(ola, address);
  expect(await asked(await beginAgain(ola, inbox.id))).toEqual({ prompt: null, access_type: null });
});

test("once Microsoft refused for want of consent it is asked for, until an administrator has to give it: then nobody is asked again", async () => {
  const ola = await world().asMember("ola");
  const { id } = (await connect(ola, "ola@microsoft.demo.test")) as { id: string };
  const account = "accounts/ola@microsoft.demo.test";
  await world().sandbox.trouble(account, { appAccess: "removed" });
  await act(ola, "check", id);
  await untilInbox(ola, id, ({ state }) => state === "DISCONNECTED", "the consent is gone");
  expect((await getInbox(ola, id)).disconnection).toEqual({ reason: "CONSENT_REQUIRED", providerCode: "AADSTS65001" });

  await world().sandbox.trouble(account, { adminConsent: "required" });
  const again = async () => {
    const begun = await beginAgain(ola, id);
    const { prompt } = await asked(begun);
    await walk(begun.authorizationUrl, "ola@microsoft.demo.test");
    return { prompt, ...(await getAttempt(ola, begun.attempt.id)) };
  };
  expect(await again()).toMatchObject({ prompt: "consent", failure: "ADMIN_CONSENT_REQUIRED", providerCode: "AADSTS90094" });
  await world().sandbox.trouble(account, { adminConsent: "given" });
  expect(await again()).toMatchObject({ prompt: null, state: "SUCCEEDED", inbox: { state: "CONNECTED", disconnection: null } });
});

test("what Microsoft's refusal wants the next sign-in to ask for is passed on as it came, for that inbox, and no longer once it was met", async () => {
  const olga = await world().asMember("olga");
  const holder = "ola@microsoft.demo.test";
  const { id } = (await connect(olga, holder)) as { id: string };
  await world().sandbox.trouble(`accounts/${holder}`, { refreshReply: "mfa" });
  await act(olga, "check", id);
  await untilInbox(olga, id, ({ state }) => state === "DISCONNECTED", "a second factor is demanded");
  expect((await getInbox(olga, id)).disconnection).toEqual({ reason: "MFA_REQUIRED", providerCode: "AADSTS50076" });

  const claimsOf = async ({ authorizationUrl }: Begun) => (await new FormBrowser().open(authorizationUrl)).left?.searchParams.get("claims");
  const begun = await beginAgain(olga, id);
  expect(JSON.parse((await claimsOf(begun)) ?? "null")).toEqual({
    access_token: { capolids: { essential: true, values: [expect.any(String)] } },
  });
  expect(await claimsOf(await begin(olga, address)), "another address was not refused").toBeNull();

  await world().sandbox.trouble(`accounts/${holder}`, { refreshReply: null });
  await walk((await beginAgain(olga, id)).authorizationUrl, holder);
  await untilInbox(olga, id, ({ state }) => state === "CONNECTED", "signed in with the second factor");
  expect(await claimsOf(await beginAgain(olga, id)), "met by the sign-in").toBeNull();
});

test("an organisation where only administrators consent: the same address connects once one of them has", async () => {
  const olga = await world().asMember("olga");
  await world().sandbox.trouble(`accounts/${address}`, { adminConsent: "required" });
  expect(await comeBack(olga, await begin(olga, address))).toMatchObject({ failure: "ADMIN_CONSENT_REQUIRED" });
  await world().sandbox.trouble(`accounts/${address}`, { adminConsent: "given" });
  expect(await comeBack(olga, await begin(olga, address))).toMatchObject({ state: "SUCCEEDED", inbox: { state: "CONNECTED" } });
});
