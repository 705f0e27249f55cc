import { setTimeout as wait } from "node:timers/promises";
import type { MemberClient } from "./api-client.ts";
import type { ApiWorld } from "./api-world.ts";
import { FormBrowser, walkSignIn } from "./form-browser.ts";
import { until } from "./log-world.ts";

/** What tests look at of an inbox. */
export interface SeenInbox {
  readonly id: string;
  readonly address: string;
  readonly state: string;
  readonly version: number;
  readonly providerAccess: string;
  readonly allowedActions: readonly string[];
  readonly disconnection: { readonly reason: string; readonly providerCode: string | null } | null;
  readonly currentGrant: { readonly id: string; readonly signedInAs: string | null } | null;
  readonly endedGrants: readonly { readonly id: string; readonly providerAccess: string; readonly allowedActions: readonly string[] }[];
  readonly receipts: readonly SeenReceipt[];
}

export interface SeenReceipt {
  readonly id: string;
  readonly revision: number;
  readonly final: boolean;
  readonly providerEnd: string;
  readonly credentialsDestroyedAt: string | null;
  readonly jsonUrl: string;
  readonly signature: string;
  readonly evidence: readonly { readonly kind: string; readonly providerCode: string | null; readonly actorName: string | null }[];
}

export const inboxFields = `id address state version providerAccess allowedActions disconnection { reason providerCode } currentGrant { id signedInAs }
  endedGrants { id providerAccess allowedActions }
  receipts { id revision final providerEnd credentialsDestroyedAt jsonUrl signature evidence { kind providerCode actorName } }`;

/** Lets the time of every attempt that is under way run out; who ends it is a worker. */
export async function letExpire({ database }: ApiWorld): Promise<void> {
  await database.query("update connection_attempt set expires_at = now() where state = 'PENDING'");
  await database.query("update timer set due_at = now() where kind in ('attemptExpires', 'endStrayGrant')");
}

export const verbs = {
  turnOff: `mutation ($input: InboxCommandInput!) { done: turnOffInbox(input: $input) { inbox { ${inboxFields} } } }`,
  turnOn: `mutation ($input: InboxCommandInput!) { done: turnOnInbox(input: $input) { inbox { ${inboxFields} } } }`,
  remove: `mutation ($input: RemoveInboxInput!) { done: removeInbox(input: $input) { inbox { ${inboxFields} } receipt { id final providerEnd } guide { provider steps needsIt } } }`,
  deleteChannel: `mutation ($input: RemoveInboxInput!) { done: deleteChannel(input: $input) { inbox { ${inboxFields} } receipt { id final providerEnd } guide { provider } } }`,
  check: `mutation ($input: InboxCommandInput!) { done: checkInboxNow(input: $input) { inbox { ${inboxFields} } check { id verdict providerCode } } }`,
  revoke: `mutation ($input: ProviderEndInput!) { done: revokeProviderAccess(input: $input) { inbox { ${inboxFields} } } }`,
  confirm: `mutation ($input: ProviderEndInput!) { done: confirmProviderAccessRemoved(input: $input) { inbox { ${inboxFields} } } }`,
  reportAdminConsent: `mutation ($input: ReportAdminConsentInput!) { done: reportAdminConsent(input: $input) { inbox { ${inboxFields} } } }`,
  verify: `mutation ($input: ProviderEndInput!) { done: verifyProviderAccessRemoved(input: $input) { outcome inbox { ${inboxFields} } } }`,
  connect: `mutation ($input: ConnectInboxInput!) { done: connectInbox(input: $input) { authorizationUrl attempt { id state } inbox { ${inboxFields} } } }`,
  connectImap: `mutation ($input: ConnectImapInboxInput!) { done: connectImapInbox(input: $input) { inbox { ${inboxFields} } } }`,
  reconnect: `mutation ($input: ReconnectInboxInput!) { done: reconnectInbox(input: $input) { authorizationUrl attempt { id state } inbox { ${inboxFields} } } }`,
  reconnectImap: `mutation ($input: ReconnectImapInboxInput!) { done: reconnectImapInbox(input: $input) { inbox { ${inboxFields} } } }`,
  cancel: "mutation ($id: ID!) { done: cancelConnectionAttempt(id: $id) { id state } }",
} as const;

export type Verb = keyof typeof verbs;

interface Done {
  readonly done: {
    readonly inbox: SeenInbox;
    readonly check?: { readonly id: string; readonly verdict: string; readonly providerCode: string | null } | null;
    readonly outcome?: string;
    readonly receipt?: { readonly id: string; readonly final: boolean; readonly providerEnd: string };
  };
}

/** One verb on one inbox; throws where it is refused. */
export async function act(
  member: MemberClient,
  verb: Verb,
  inboxId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Done["done"]> {
  return (await member.get<Done>(verbs[verb], { input: { inboxId, ...more } })).done;
}

export interface Begun {
  readonly authorizationUrl: string;
  readonly attempt: { readonly id: string; readonly state: string };
  readonly inbox: SeenInbox;
}

export interface SeenAttempt {
  readonly state: string;
  readonly failure: string | null;
  readonly providerCode: string | null;
  readonly expectedAddress: string;
  readonly actualAddress: string | null;
  readonly inbox: SeenInbox | null;
}

const providerOf = (address: string): "GOOGLE" | "MICROSOFT" => (address.includes("google") ? "GOOGLE" : "MICROSOFT");

export async function begin(member: MemberClient, address: string, more: Readonly<Record<string, unknown>> = {}): Promise<Begun> {
  const input = { kind: "PERSONAL", provider: providerOf(address), address, ...more };
  return (await member.get<{ done: Begun }>(verbs.connect, { input })).done;
}

/** Where the provider sends the person back to, whose browser it is. Nothing has come back yet. */
export async function walkToCallback(
  authorizationUrl: string,
  account: string,
  answer: Readonly<Record<string, string>> = allow,
  browser = new FormBrowser(),
): Promise<URL> {
  const { left } = await browser.open(authorizationUrl);
  if (!left) throw new Error(`No way to the provider from ${authorizationUrl}`);
  return walkSignIn(left, account, answer, browser);
}

export const allow = { action: "allow", mail: "on" };

/** Sets out, signs in as `account`, consents, and comes back; answers the page where it ends. */
export async function walk(authorizationUrl: string, account: string, answer: Readonly<Record<string, string>> = allow): Promise<URL> {
  const browser = new FormBrowser();
  const callback = await walkToCallback(authorizationUrl, account, answer, browser);
  return new URL((await browser.open(callback.href)).url);
}

export async function getAttempt(member: MemberClient, id: string): Promise<SeenAttempt> {
  const query = `query ($id: ID!) { connectionAttempt(id: $id) { state failure providerCode expectedAddress actualAddress inbox { ${inboxFields} } } }`;
  const { connectionAttempt } = await member.get<{ connectionAttempt: SeenAttempt | null }>(query, { id });
  if (!connectionAttempt) throw new Error(`There is no attempt ${id}.`);
  return connectionAttempt;
}

/**
 * Connects an address by signing in as it. Where the revocation of an earlier test's grant of the same Google account
 * runs between the consent and the callback, it ends the new access too (as at Google): then the person signs in once more.
 */
export async function connect(member: MemberClient, address: string, more: Readonly<Record<string, unknown>> = {}): Promise<SeenInbox> {
  const overtaken = ({ providerCode }: SeenAttempt): boolean => providerCode === "invalid_grant" && providerOf(address) === "GOOGLE";
  let attempt = await signIn(member, address, more);
  if (overtaken(attempt)) attempt = await signIn(member, address, more);
  if (attempt.state !== "SUCCEEDED" || !attempt.inbox) throw new Error(JSON.stringify(attempt));
  return attempt.inbox;
}

async function signIn(member: MemberClient, address: string, more: Readonly<Record<string, unknown>>): Promise<SeenAttempt> {
  const begun = await begin(member, address, more);
  await walk(begun.authorizationUrl, address);
  return getAttempt(member, begun.attempt.id);
}

export function imapLogin(world: ApiWorld, address: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const imap = { host: "mail.imap.demo.test", port: world.sandbox.ready.imapPort, security: "TLS" };
  return { kind: "PERSONAL", address, password: "relink-demo", imap, ...more };
}

export async function connectImap(
  world: ApiWorld,
  member: MemberClient,
  address: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<SeenInbox> {
  return (await member.get<Done>(verbs.connectImap, { input: imapLogin(world, address, more) })).done.inbox;
}

export async function findInbox(member: MemberClient, id: string): Promise<SeenInbox | null> {
  return (await member.get<{ inbox: SeenInbox | null }>(`query ($id: ID!) { inbox(id: $id) { ${inboxFields} } }`, { id })).inbox;
}

export async function getInbox(member: MemberClient, id: string): Promise<SeenInbox> {
  const inbox = await findInbox(member, id);
  if (!inbox) throw new Error(`There is no inbox ${id} for this member.`);
  return inbox;
}

/** Waits until the inbox is so. */
export async function untilInbox(member: MemberClient, id: string, isSo: (inbox: SeenInbox) => boolean, what: string): Promise<SeenInbox> {
  let inbox = await getInbox(member, id);
  await until(async () => isSo((inbox = await getInbox(member, id))), `${what}; it is ${inbox.state}, ${inbox.providerAccess}`);
  return inbox;
}

/** Looks at it by hand until a look passes; a person may do so ten times a minute. */
export async function untilCheckPasses(member: MemberClient, id: string): Promise<void> {
  const passes = async (): Promise<boolean> => {
    if ((await act(member, "check", id)).check?.verdict === "OK") return true;
    await wait(7_000);
    return false;
  };
  await until(passes, "a check passes");
}

/** Turns a personal inbox off where it is on, and removes it. */
export async function removeFully(member: MemberClient, id: string, more: Readonly<Record<string, unknown>> = {}): Promise<SeenInbox> {
  const inbox = await getInbox(member, id);
  if (inbox.state === "CONNECTED" || inbox.state === "FAILING") await act(member, "turnOff", id);
  return (await act(member, "remove", id, more)).inbox;
}

export async function createShared(member: MemberClient, name: string): Promise<string> {
  const { createSharedInbox } = await member.get<{ createSharedInbox: { id: string } }>(
    "mutation ($name: String!) { createSharedInbox(name: $name) { id } }",
    { name },
  );
  return createSharedInbox.id;
}
