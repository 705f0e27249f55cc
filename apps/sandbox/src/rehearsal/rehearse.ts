import type { Account, Accounts, HostName } from "../accounts/account.store.ts";
import { demoPassword } from "../accounts/demo-accounts.ts";
import type { Domains } from "../dns/domain.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import { InputError } from "../http/json-input.ts";
import { toProvider } from "../mail/log-in.ts";
import type { Consents } from "../oauth/consent.store.ts";
import { endAccess } from "../oauth/end-access.ts";
import type { OAuthServer } from "../oauth/oauth-server.ts";
import { hostNames, troubleRules, usualMove } from "./trouble.ts";
import type { Target, Trouble, TroubleKind } from "./trouble.ts";
import type { Troubles } from "./trouble.store.ts";

export type RehearsalNeeds = {
  readonly servers: readonly OAuthServer[];
  readonly accounts: Accounts;
  readonly consents: Consents;
  readonly domains: Domains;
  readonly facts: Facts;
  readonly troubles: Troubles;
};

/** What a password is changed to; whoever signs in again uses this one. */
export const otherPassword = "relink-demo-2";

export type Wanted = Target & { readonly kind: TroubleKind; readonly to: HostName | null };

/** Makes a trouble for everything it reaches. @returns what is on because of it; throws InputError where it can't be. */
export async function beginTrouble(needs: RehearsalNeeds, wanted: Wanted): Promise<Trouble[]> {
  const asked = await findTarget(needs, wanted);
  const rule = troubleRules[wanted.kind];
  const host = toHost(asked);
  if (!rule.hosts.includes(host)) throw new InputError(`"${wanted.kind}" can't be at ${asked.name}: only at ${rule.hosts.join(", ")}.`);
  const targets = await widen(needs, rule.reach, asked);
  const begun: Trouble[] = [];
  for (const target of targets) begun.push(...(await beginOne(needs, wanted, target)));
  if (begun.length === 0) throw new InputError(`Nobody at ${asked.name} has given access to an application.`);
  for (const { kind, scope, name } of begun) await needs.facts.add({ kind: "trouble", detail: { begins: kind, scope, name } });
  return begun;
}

async function beginOne(needs: RehearsalNeeds, { kind, to }: Wanted, target: Target): Promise<Trouble[]> {
  const { troubles } = needs;
  if (kind === "access-revoked") return takeAccess(needs, target);
  if (kind === "password-changed") await changePasswords(needs, target);
  const detail = kind === "mx-moved" ? { to: toDestination(target, to) } : {};
  return [await troubles.add(kind, target, detail)];
}

/** Ends a trouble, so that the provider is as before. Access that was taken away only its holder can give back. */
export async function endTrouble(needs: RehearsalNeeds, trouble: Trouble): Promise<void> {
  const { id, kind, scope, name } = trouble;
  await needs.troubles.remove(id);
  if (kind === "password-changed") await restorePasswords(needs, trouble);
  await needs.facts.add({ kind: "trouble", detail: { ends: kind, scope, name } });
}

async function takeAccess(needs: RehearsalNeeds, target: Target): Promise<Trouble[]> {
  const begun: Trouble[] = [];
  for (const account of await accountsIn(needs, target)) {
    const server = needs.servers.find(({ profile }) => profile.host === account.provider);
    if (!server) continue;
    const { clientId } = server.application;
    const pair = { host: server.profile.host, subject: account.subject, clientId };
    if ((await needs.consents.findLive(pair)).length === 0) continue;
    await endAccess(needs, server.profile.host, account, clientId, "account-page");
    begun.push(await needs.troubles.add("access-revoked", { scope: "mailbox", name: account.address }, {}));
  }
  return begun;
}

/** At Google a changed password ends every token with a mail scope; at Microsoft it ends none (providers.md 1.4, 2.3). */
async function changePasswords(needs: RehearsalNeeds, target: Target): Promise<void> {
  const google = needs.servers.find(({ profile }) => profile.host === "google");
  for (const account of await accountsIn(needs, target)) {
    if (account.kind !== "person") continue;
    await needs.accounts.setPassword(account.address, otherPassword);
    if (account.provider === "google" && google) await endAccess(needs, "google", account, google.application.clientId, "password");
  }
}

/** Back to the first one, where no other trouble says that it changed. What was signed in meanwhile stays. */
async function restorePasswords(needs: RehearsalNeeds, target: Target): Promise<void> {
  const others = (await needs.troubles.all()).filter(({ kind }) => kind === "password-changed");
  for (const account of await accountsIn(needs, target)) {
    const changedStill = others.some((other) => isIn(account, other));
    if (account.kind === "person" && !changedStill) await needs.accounts.setPassword(account.address, demoPassword);
  }
}

function toDestination({ name }: Target, asked: HostName | null): HostName {
  const from = toProvider(`@${name}`);
  if (asked === from) throw new InputError(`${name} is at ${from} already.`);
  return asked ?? usualMove[from];
}

async function accountsIn({ accounts }: RehearsalNeeds, target: Target): Promise<Account[]> {
  return (await accounts.all()).filter((account) => account.kind !== "alias" && isIn(account, target));
}

function isIn(account: Account, { scope, name }: Target): boolean {
  if (scope === "mailbox") return account.address === name;
  return scope === "domain" ? account.address.endsWith(`@${name}`) : account.provider === name;
}

function toHost({ scope, name }: Target): HostName {
  return scope === "host" ? (name as HostName) : toProvider(scope === "domain" ? `@${name}` : name);
}

/** A domain's records are the whole domain's, an application's secret the whole host's. */
async function widen({ domains }: RehearsalNeeds, reach: Target["scope"], target: Target): Promise<Target[]> {
  if (reach === "host") return [{ scope: "host", name: toHost(target) }];
  if (reach === "mailbox" || target.scope === "domain") return [target];
  if (target.scope === "mailbox") return [{ scope: "domain", name: target.name.split("@")[1] ?? "" }];
  const all = await domains.all();
  return all.filter(({ name }) => toProvider(`@${name}`) === target.name).map(({ name }) => ({ scope: "domain", name }));
}

/** The target as the sandbox knows it; an alias is the mailbox that it leads to. */
async function findTarget({ accounts, domains }: RehearsalNeeds, { scope, name: typed }: Target): Promise<Target> {
  const name = typed.toLowerCase();
  if (scope === "host" && hostNames.some((host) => host === name)) return { scope, name };
  if (scope === "domain" && (await domains.find(name))) return { scope, name };
  const account = scope === "mailbox" ? await accounts.find(name) : null;
  if (account) return { scope, name: account.mailbox };
  throw new InputError(`There is no ${scope} "${typed}" here.`);
}
