import { isOpen } from "@relink/domain";
import { refusalOf, type ImapLogin } from "../connect/connect-imap-inbox.ts";
import { toImapReconnection } from "../connect/reconnect-imap-inbox.ts";
import { accountLock } from "../grant/provider-account.store.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { conflictRefusal } from "../inbox/perform.ts";
import { imapAccountId } from "../mail/account-key.ts";
import type { MailboxReply } from "../mail/mailbox.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { Transaction } from "../platform/transaction.ts";
import { whySpent } from "./complete-it-request.ts";
import type { LinkRow } from "./link.ts";
import { linkActor, type LinkNeeds } from "./link-needs.ts";
import { getOpenLink, spent, viewLink, type LinkView } from "./open-link.ts";

/** `username` null: the inbox's address. */
export type LinkLogin = Omit<ImapLogin, "username"> & { readonly username: string | null };

export type SubmitLinkPassword = (token: string, login: LinkLogin, ip: string | null) => Promise<Outcome<LinkView>>;

const tries = 4;

/** New IMAP details by a link. A refusal changes nothing and spends nothing. */
export function submitLinkPassword(needs: LinkNeeds): SubmitLinkPassword {
  return async (token, given, ip) => {
    const open = await getOpenLink(needs, token, "RECONNECT", ip);
    if (!open.ok) return open;
    const link = open.value;
    const { held } = await viewLink(needs, link);
    const login = { ...given, username: given.username ?? held.inbox.address };
    const accountKey = needs.toAccountKey("IMAP", imapAccountId(login.imap.host, login.username), null);
    const { address } = held.inbox;
    // Nobody vouches for who holds a link, so it opens this address, or the account that was used before, and no other.
    if (login.username.toLowerCase() !== address.toLowerCase() && held.grant?.accountKey !== accountKey) {
      return refused("ADDRESS_MISMATCH", `This link reconnects ${address} only; sign in with that address as the user name.`, {
        expected: address,
        actual: login.username,
      });
    }
    const reply = await needs.mailboxes.open({ server: login.imap, user: login.username, auth: { password: login.password } });
    const refusal = refusalOf(reply);
    if (refusal) return refusal;
    const stored = await needs.transactions.locked(accountLock(accountKey), (transaction) =>
      store(needs, { link, login, accountKey, reply, ip }, transaction),
    );
    if (!stored.ok) return stored;
    crashPoint("link.stored");
    return done(await viewLink(needs, link));
  };
}

interface Opened {
  readonly link: LinkRow;
  readonly login: ImapLogin;
  readonly accountKey: string;
  readonly reply: MailboxReply;
  readonly ip: string | null;
}

async function store(
  needs: LinkNeeds,
  { link, login, accountKey, reply, ip }: Opened,
  transaction: Transaction,
): Promise<Outcome<HeldInbox>> {
  for (let attempt = 1; ; attempt += 1) {
    const held = await needs.inboxes.find(link.workspace_id, link.inbox_id, transaction);
    if (!held || !isOpen(held.inbox, held.endedGrant, "SEND_RECONNECT_LINK", needs.clock.moment())) return spent("WITHDRAWN");
    const change = await toImapReconnection(needs, linkActor(link), held, login, accountKey, reply);
    if (!change) return spent("WITHDRAWN");
    const audit = { action: "submitLinkPassword", ip, outcome: "DONE" };
    await transaction.query("savepoint link");
    const committed = await needs.commit({ ...change, links: { ...change.links, spend: link.id }, audit }, transaction);
    if (committed.ok) {
      crashPoint("link.spent");
      return done(committed.held);
    }
    await transaction.query("rollback to savepoint link");
    if (committed.conflict === "LINK") return spent(await whySpent(needs, link));
    if (committed.conflict !== "VERSION" || attempt === tries) return conflictRefusal(committed.conflict, held.inbox.version);
  }
}
