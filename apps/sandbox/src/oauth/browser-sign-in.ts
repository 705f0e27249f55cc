import type { FastifyReply, FastifyRequest } from "fastify";
import type { Account, Accounts } from "../accounts/account.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import { browserSessionDays, sessionCookieName } from "./browser-session.store.ts";
import type { BrowserSessions } from "./browser-session.store.ts";
import type { Form } from "./form.ts";
import type { OAuthServer } from "./oauth-server.ts";

export type SignInNeeds = {
  readonly server: OAuthServer;
  readonly accounts: Accounts;
  readonly sessions: BrowserSessions;
  readonly facts: Facts;
};

type SignInResult = { readonly ok: true; readonly account: Account } | { readonly ok: false; readonly message: string };

/** Tries the address and password of a posted form. An alias signs in as the account whose mailbox it is. */
export async function signIn({ server, accounts, facts }: SignInNeeds, form: Form): Promise<SignInResult> {
  const { host } = server.profile;
  const typed = (form["email"] ?? "").trim().toLowerCase();
  const named = await accounts.find(typed);
  const account = named?.kind === "alias" ? await accounts.find(named.mailbox) : named;
  const problem = await findProblem(server, accounts, account, form["password"] ?? "");
  if (!problem && account?.refreshReply === "mfa") await accounts.rememberSecondFactor(account.address);
  await facts.add({
    kind: problem ? "sign-in-refused" : "sign-in",
    provider: host,
    account: account?.address ?? typed,
    detail: problem ? { why: problem } : {},
  });
  return problem || !account ? { ok: false, message: problem ?? "Wrong e-mail or password." } : { ok: true, account };
}

async function findProblem(
  { profile }: OAuthServer,
  accounts: Accounts,
  account: Account | null,
  password: string,
): Promise<string | null> {
  if (!account || (account.provider !== profile.host && account.movedTo !== profile.host))
    return `There is no such account at ${profile.title}.`;
  if (account.kind === "shared") return "A shared mailbox has no sign-in of its own. Sign in as someone who may open it.";
  if (!(await accounts.hasPassword(account.address, password))) return "Wrong e-mail or password.";
  if (account.suspended && account.provider === profile.host) return "This account is suspended. Ask your administrator.";
  return null;
}

export async function findSignedIn({ server, sessions, accounts }: SignInNeeds, request: FastifyRequest): Promise<Account | null> {
  const address = await sessions.findAddress(server.profile.host, readCookie(request, sessionCookieName(server.profile.host)));
  const account = address ? await accounts.find(address) : null;
  // Who is asked for a second factor gives it by signing in anew.
  return account?.suspended || account?.refreshReply === "mfa" ? null : account;
}

export async function rememberSignedIn({ server, sessions }: SignInNeeds, reply: FastifyReply, account: Account): Promise<void> {
  const id = await sessions.start(server.profile.host, account.address);
  setCookie(server, reply, id, browserSessionDays * 86_400);
}

export async function forgetSignedIn({ server, sessions }: SignInNeeds, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await sessions.end(readCookie(request, sessionCookieName(server.profile.host)));
  setCookie(server, reply, "", 0);
}

function setCookie({ profile, base, issuer }: OAuthServer, reply: FastifyReply, value: string, seconds: number): void {
  const secure = issuer.startsWith("https:") ? "; Secure" : "";
  const cookie = `${sessionCookieName(profile.host)}=${value}; Path=${base}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
  reply.header("set-cookie", cookie);
}

function readCookie(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
