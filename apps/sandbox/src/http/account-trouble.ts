import type { Account, OwnTrouble } from "../accounts/account.store.ts";
import { adminConsents, imapReplies, refreshReplies, smtpReplies } from "../accounts/account.store.ts";
import type { EndedHow } from "../oauth/consent.store.ts";
import { endAccess } from "../oauth/end-access.ts";
import type { ApiNeeds } from "./api.ts";
import { parseChoice, parseFlag, parseInput, parseText } from "./json-input.ts";
import type { Input } from "./json-input.ts";

const fields = [
  "password",
  "suspended",
  "appAccess",
  "mailboxDeleted",
  "mailboxRebuilt",
  "imapReply",
  "smtpReply",
  "refreshReply",
  "adminConsent",
  "application",
];

/** `removed`: the person did it on the account page. `withdrawn`: an administrator withdrew the person's tokens. */
const accessChanges = ["removed", "withdrawn"] as const;

/** Does to an account what its holder or their administrator could do, and gives the account as it is then. */
export async function changeAccount(needs: ApiNeeds, account: Account, body: unknown): Promise<Account | null> {
  const input = parseInput(body, fields);
  const password = parseText(input, "password");
  const appAccess = parseChoice(input, "appAccess", accessChanges);
  await needs.accounts.setTrouble(account, toTrouble(input));
  if (password !== undefined) await needs.accounts.setPassword(account.address, password);
  if (parseFlag(input, "mailboxRebuilt")) await needs.mailboxes.rebuild(account.address);
  const how = toEnd(account, password !== undefined, appAccess ?? null);
  const server = needs.servers.find(({ profile }) => profile.host === account.provider);
  if (how && server) {
    const { host } = server.profile;
    const one = parseText(input, "application") ?? server.application.clientId;
    // A password is every application's; access is taken from one.
    const ids = how === "password" ? (await needs.applications.list(host)).map(({ clientId }) => clientId) : [one];
    for (const clientId of ids) await endAccess(needs, host, account, clientId, how);
  }
  const shown = password === undefined ? input : { ...input, password: "changed" };
  await needs.facts.add({ kind: "trouble", provider: account.provider, account: account.address, detail: shown });
  return needs.accounts.find(account.address);
}

function toTrouble(input: Input): OwnTrouble {
  const trouble = {
    suspended: parseFlag(input, "suspended"),
    mailboxDeleted: parseFlag(input, "mailboxDeleted"),
    imapReply: parseChoice(input, "imapReply", imapReplies),
    smtpReply: parseChoice(input, "smtpReply", smtpReplies),
    refreshReply: parseChoice(input, "refreshReply", refreshReplies),
    adminConsent: parseChoice(input, "adminConsent", adminConsents),
  };
  return Object.fromEntries(Object.entries(trouble).filter(([, value]) => value !== undefined));
}

/** At Google a changed password ends every token with a mail scope; at Microsoft it ends none (providers.md 1.4, 2.3). */
function toEnd(account: Account, passwordChanged: boolean, access: (typeof accessChanges)[number] | null): EndedHow | null {
  if (access === "removed") return "account-page";
  if (access === "withdrawn") return "administrator";
  return passwordChanged && account.provider === "google" ? "password" : null;
}
