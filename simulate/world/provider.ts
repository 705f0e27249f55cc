import {
  judgeGoogleToken,
  judgeImap,
  judgeMicrosoftToken,
  provesGoogleEnd,
  provesMicrosoftEnd,
  type ImapReply,
  type TokenBody,
  type TokenReply,
} from "@relink/domain";
import type { SignInProviders } from "../../apps/api/src/connect/connect-needs.ts";
import type { Mailboxes } from "../../apps/api/src/mail/mailbox.ts";
import type { RefreshOutcome, SignInProvider } from "../../apps/api/src/mail/sign-in-provider.ts";
import { isTrueCause, type Outage, type OutageMode, type OwnFault, type Window } from "./faults.ts";
import { faultsNow, type SimInbox } from "./inbox.ts";
import { mailHosts, type World } from "./world.ts";

const hour = 3_600_000;

/** What the providers answer at this moment, in their own words: the domain judges them. */
export interface SimProvider extends HostTrouble {
  readonly providers: SignInProviders;
  readonly mailboxes: Mailboxes;
}

interface HostTrouble {
  /** The outage that meets this inbox now. */
  outageOf(inbox: SimInbox): Outage | null;
  /** Whether its provider refuses our application now. */
  isLapsed(inbox: SimInbox): boolean;
  /** Whether anything at its host, or with our application there, is wrong now. */
  isHostTroubled(inbox: SimInbox): boolean;
  /** Whether its host is in trouble, though this inbox may not meet it: its checks are among those by which the host is judged. */
  isHostNoisy(inbox: SimInbox): boolean;
  /** When something at its host begins next; Infinity: nothing. */
  nextHostTroubleAt(inbox: SimInbox): number;
}

export function createProvider(world: World, now: () => number): SimProvider {
  const trouble = createHostTrouble(world, now);
  const [google, microsoft] = [createSignIn("GOOGLE", world, trouble, now), createSignIn("MICROSOFT", world, trouble, now)];
  const at = (provider: "GOOGLE" | "MICROSOFT"): SignInProvider => (provider === "GOOGLE" ? google : microsoft);
  return {
    ...trouble,
    providers: {
      open: async ({ provider }) => ({ ok: true, provider: at(provider) }),
      at,
      applicationOf: () => ({ clientId: "relink", brought: false }),
      findClientId: async () => "relink",
      findName: async () => "Relink",
    },
    mailboxes: createMailboxes(world, trouble, now),
  };
}

function createHostTrouble(world: World, now: () => number): HostTrouble {
  const outagesAtHost = ({ held }: SimInbox): readonly Outage[] => world.outages.get(held.inbox.mailHost ?? "") ?? [];
  const lapsesOf = (inbox: SimInbox) => world.lapses.filter(({ provider }) => provider === inbox.held.inbox.provider);
  const isNow = ({ from, until }: { from: number; until: number }): boolean => from <= now() && now() < until;
  const outageOf = (inbox: SimInbox): Outage | null =>
    outagesAtHost(inbox).find((outage) => inbox.luck < outage.share && isNow(outage)) ?? null;
  const isLapsed = (inbox: SimInbox): boolean => lapsesOf(inbox).some(isNow);
  return {
    outageOf,
    isLapsed,
    isHostTroubled: (inbox) => outageOf(inbox) !== null || isLapsed(inbox),
    isHostNoisy: (inbox) => outagesAtHost(inbox).some(isNow) || isLapsed(inbox),
    nextHostTroubleAt: (inbox) =>
      Math.min(Infinity, ...[...outagesAtHost(inbox), ...lapsesOf(inbox)].map(({ from }) => from).filter((from) => from > now())),
  };
}

function answerToken(inbox: SimInbox, { outageOf, isLapsed }: HostTrouble, now: number): TokenReply {
  const outage = outageOf(inbox);
  if (outage) return tokenInOutage(inbox, outage.mode);
  if (isLapsed(inbox)) return tokenError(inbox, "invalid_client", 7_000_215, 401);
  const fault = firstTrue(faultsNow(inbox, now));
  if (!fault) return fresh;
  noteRefusal(inbox, fault, now);
  return tokenRefusal(inbox, fault.kind);
}

/** The token endpoint, and the few facts that a check asks of a provider beside it. */
function createSignIn(provider: "GOOGLE" | "MICROSOFT", world: World, trouble: HostTrouble, now: () => number): SignInProvider {
  const refresh = async (refreshToken: string): Promise<RefreshOutcome> => {
    const inbox = world.byId.get(refreshToken);
    if (!inbox) throw new Error(`There is no inbox ${refreshToken}.`);
    const reply = answerToken(inbox, trouble, now());
    const verdict = provider === "GOOGLE" ? judgeGoogleToken(reply) : judgeMicrosoftToken(reply);
    if (verdict.verdict !== "ok") {
      const provesEnd = provider === "GOOGLE" ? provesGoogleEnd(reply) : provesMicrosoftEnd(reply, "MICROSOFT_WORK");
      return { type: "judged", verdict, provesEnd, claims: null };
    }
    const tokens = { refreshToken, accessToken: refreshToken, accessExpiresAt: now() + hour, scopes: [], accessLapsesAt: null };
    return { type: "refreshed", tokens };
  };
  const facts = { provider, imap: { host: mailHosts[provider], port: 993, security: "TLS" }, smtp: null, personalSmtp: null, refresh };
  return facts as unknown as SignInProvider;
}

function createMailboxes(world: World, { outageOf }: HostTrouble, now: () => number): Mailboxes {
  const byAddress = new Map(world.inboxes.map((inbox) => [String(inbox.held.inbox.address), inbox]));
  const mailboxes: Pick<Mailboxes, "open"> = {
    open: async ({ user, auth }) => {
      const inbox = byAddress.get(user);
      if (!inbox) throw new Error(`There is no mailbox ${user}.`);
      const reply = answerImap(inbox, "accessToken" in auth, outageOf(inbox), now());
      const seen = { uidValidity: "1", uidNext: String(uidNextOf(inbox, world, now())), messages: 0 };
      const verdict = reply ? judgeImap(reply) : ({ verdict: "ok" } as const);
      return { verdict, provesEnd: false, refusedHost: false, latencyMs: 1, inbox: reply ? null : seen };
    },
  };
  return mailboxes as Mailboxes;
}

/** A provider says one thing at a time: that it is down, before anything about the account. */
function firstTrue(faults: readonly Window[]): Window | null {
  return faults.find(({ kind }) => kind === "passing") ?? faults[0] ?? null;
}

/** From when on the provider itself has said so: detection counts from here. */
function noteRefusal(inbox: SimInbox, fault: Window, now: number): void {
  if (!isTrueCause(fault.kind) || fault.kind === "uncoded" || inbox.firstRefusedAt !== null) return;
  inbox.firstRefusedAt = now;
  inbox.causeSince = fault.from;
  const { ourEnd } = inbox.held.inbox;
  inbox.waitedForUncoded = ourEnd.state === "FAILING" && ourEnd.trouble.uncodedRefusals > 0;
}

const fresh: TokenReply = { kind: "reply", status: 200, body: {} };
const unavailable: TokenReply = { kind: "reply", status: 503, body: null };

function tokenError({ held }: SimInbox, error: string, code: number, status = 400, more: Partial<TokenBody> = {}): TokenReply {
  const body = held.inbox.provider === "MICROSOFT" ? { error, error_codes: [code], ...more } : { error, ...more };
  return { kind: "reply", status, body };
}

function tokenInOutage(inbox: SimInbox, mode: OutageMode): TokenReply {
  switch (mode) {
    case "timeout":
      return { kind: "noReply", code: "ETIMEDOUT" };
    case "503":
      return unavailable;
    case "invalidGrant":
      return tokenRefusal(inbox, "revoked");
    case "unavailable":
    case "refused":
    case "uncoded":
      return fresh;
  }
}

function tokenRefusal(inbox: SimInbox, kind: OwnFault): TokenReply {
  const google = inbox.held.inbox.provider === "GOOGLE";
  switch (kind) {
    case "passing":
      return unavailable;
    case "suspended":
      return tokenError(inbox, "invalid_grant", 50_057);
    case "mailboxGone":
    case "closed":
      return tokenError(inbox, "invalid_grant", 50_034, 400, google ? { error_description: "Account has been deleted" } : {});
    case "secondFactor":
      return tokenError(inbox, "invalid_grant", 50_076, 400, google ? { error_subtype: "invalid_rapt" } : { suberror: "basic_action" });
    case "policy":
      return google ? tokenError(inbox, "admin_policy_enforced", 0) : tokenError(inbox, "invalid_grant", 53_003);
    case "revoked":
    case "password":
    case "blip":
    case "uncoded":
      return tokenError(inbox, "invalid_grant", 50_173, 400, { error_description: "Token has been expired or revoked." });
  }
}

function no(responseCode: string | null, oauth: boolean): ImapReply {
  return { kind: "no", status: "NO", responseCode, text: "", oauth, oauthStatus: oauth ? "400" : null };
}

/** What the mail server says; null: it lets us in. */
function answerImap(inbox: SimInbox, oauth: boolean, outage: Outage | null, now: number): ImapReply | null {
  if (outage) return imapInOutage(outage.mode, oauth);
  const fault = firstTrue(faultsNow(inbox, now));
  if (!fault) return null;
  const reply = imapRefusal(inbox, fault.kind, oauth);
  if (reply) noteRefusal(inbox, fault, now);
  return reply;
}

function imapInOutage(mode: OutageMode, oauth: boolean): ImapReply | null {
  switch (mode) {
    case "timeout":
      return { kind: "fault", code: "ETIMEDOUT", tls: false };
    case "503":
    case "unavailable":
      return no("UNAVAILABLE", oauth);
    case "refused":
    case "invalidGrant":
      return no("AUTHENTICATIONFAILED", oauth);
    case "uncoded":
      return no(null, oauth);
  }
}

function imapRefusal(inbox: SimInbox, kind: OwnFault, oauth: boolean): ImapReply | null {
  switch (kind) {
    case "passing":
      return no("UNAVAILABLE", oauth);
    case "revoked":
    case "password":
      // Of what was issued before, half is taken until it ends, as at Google.
      return oauth && inbox.luck < 0.5 ? null : no("AUTHENTICATIONFAILED", oauth);
    case "suspended":
      return no("CONTACTADMIN", oauth);
    case "mailboxGone":
    case "closed":
    case "blip":
      return no("AUTHENTICATIONFAILED", oauth);
    case "secondFactor":
      return oauth ? null : no("ALERT", false);
    case "policy":
      return oauth ? null : no("NOPERM", false);
    case "uncoded":
      return no(null, false);
  }
}

/** One message every few hours; none any more at the old provider once the domain's mail goes elsewhere. */
function uidNextOf({ luck, domain, held }: SimInbox, { beginsAt }: World, now: number): number {
  const { move } = domain;
  const until = move && held.inbox.provider !== move.to ? Math.min(now, move.at) : now;
  return 1 + Math.floor((until - beginsAt) / (hour * (1 + 19 * luck)));
}
