import { createMemberClient, type MemberClient } from "./api-client.ts";
import type { ApiWorld } from "./api-world.ts";
import { until } from "./log-world.ts";

export interface SeenLink {
  readonly kind: string;
  readonly state: string;
  readonly address: string | null;
  readonly workspaceName: string;
  readonly provider: string | null;
  readonly permissions: readonly string[];
  readonly guide: { readonly title: string; readonly steps: readonly string[]; readonly needsIt: boolean } | null;
  readonly expiresAt: string;
  readonly lastSignIn: { readonly state: string; readonly failure: string | null; readonly actualAddress: string | null } | null;
}

const fields =
  "kind state address workspaceName provider permissions guide { title steps needsIt } expiresAt lastSignIn { state failure actualAddress }";

export const linkVerbs = {
  create:
    "mutation ($inboxId: ID!, $sendTo: EmailAddress, $idempotencyKey: String) { createReconnectLink(inboxId: $inboxId, sendTo: $sendTo, idempotencyKey: $idempotencyKey) { inbox { id version } url expiresAt sentTo } }",
  withdraw: "mutation ($inboxId: ID!) { withdrawReconnectLink(inboxId: $inboxId) { inbox { id version } } }",
  askIt:
    "mutation ($inboxId: ID!, $grantId: ID, $sendTo: EmailAddress!, $idempotencyKey: String) { sendItRequest(inboxId: $inboxId, grantId: $grantId, sendTo: $sendTo, idempotencyKey: $idempotencyKey) { inbox { id version providerAccess } } }",
  start:
    "mutation ($token: String!, $provider: Provider) { startLinkSignIn(token: $token, provider: $provider) { authorizationUrl state expiresAt } }",
  password: `mutation ($token: String!, $username: String, $password: String!, $imap: MailServerInput!) { submitLinkPassword(token: $token, username: $username, password: $password, imap: $imap) { ${fields} } }`,
  done: `mutation ($token: String!) { completeItRequest(token: $token) { ${fields} } }`,
} as const;

export interface MadeLink {
  readonly inbox: { readonly id: string; readonly version: number };
  readonly url: string;
  readonly expiresAt: string;
  readonly sentTo: string | null;
}

/** Somebody without an account. */
export function asStranger(world: ApiWorld): MemberClient {
  return createMemberClient(world.url, "");
}

export async function makeLink(member: MemberClient, inboxId: string, more: Readonly<Record<string, unknown>> = {}): Promise<MadeLink> {
  return (await member.get<{ createReconnectLink: MadeLink }>(linkVerbs.create, { inboxId, ...more })).createReconnectLink;
}

export function tokenOf(url: string): string {
  return new URL(url).hash.slice(1);
}

export async function openLink(world: ApiWorld, token: string): Promise<SeenLink | null> {
  return (
    await asStranger(world).get<{ link: SeenLink | null }>(`query ($token: String!) { link(token: $token) { ${fields} } }`, { token })
  ).link;
}

export interface SeenMail {
  readonly id: number;
  readonly subject: string;
  /** With its transfer encoding undone. */
  readonly body: string;
  readonly raw: string;
}

/** Undoes quoted-printable (RFC 2045, 6.7) as far as a test has to read it. */
function decode(raw: string): string {
  const bytes = raw
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** What this address got, once at least `count` mails came. */
export async function untilMail(world: ApiWorld, to: string, count = 1): Promise<readonly SeenMail[]> {
  let mails: readonly SeenMail[] = [];
  await until(async () => {
    const response = await fetch(`${world.sandbox.ready.httpUrl}/sandbox/api/mail?to=${encodeURIComponent(to)}`);
    mails = ((await response.json()) as SeenMail[]).map((mail) => ({ ...mail, body: decode(mail.raw) }));
    return mails.length >= count;
  }, `${count} mails to ${to}`);
  return mails;
}

export interface SeenEvent {
  readonly type: string;
  readonly actorKind: string;
  readonly actorName: string;
}

/** The newest event of an inbox: what it was, and who did it. */
export async function readLastEvent(member: MemberClient, id: string): Promise<SeenEvent | undefined> {
  const query = "query ($id: ID!) { inbox(id: $id) { events(first: 1) { nodes { type actorKind actorName } } } }";
  return (await member.get<{ inbox: { events: { nodes: SeenEvent[] } } }>(query, { id })).inbox.events.nodes[0];
}
