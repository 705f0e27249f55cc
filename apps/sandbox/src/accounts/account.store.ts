import { randomInt, randomUUID } from "node:crypto";
import type { Database, Query } from "../platform/database.ts";
import { demoAccounts, demoPassword } from "./demo-accounts.ts";
import type { DemoAccount } from "./demo-accounts.ts";
import { hashPassword, isPassword } from "./password.ts";

export type HostName = "google" | "microsoft" | "imap";
export type AccountKind = "person" | "shared" | "alias";

/** Trouble that an account's IMAP log-in meets, whatever its credentials are. */
export const imapReplies = ["unavailable", "limit", "contactadmin", "no-code", "hang"] as const;
/** `disabled`: an administrator has switched SMTP off. `unavailable`: a temporary failure (454). */
export const smtpReplies = ["disabled", "unavailable"] as const;
/** Why the token endpoint refuses this account: sign in again with a second factor, or a policy of the domain. */
export const refreshReplies = ["mfa", "policy"] as const;
export type ImapReply = (typeof imapReplies)[number];
export type SmtpReply = (typeof smtpReplies)[number];
export type RefreshReply = (typeof refreshReplies)[number];

export type Account = {
  readonly address: string;
  readonly provider: HostName;
  readonly kind: AccountKind;
  /** `sub` at Google, `oid` at Microsoft: never changes, and is no address. */
  readonly subject: string;
  readonly tenant: string | null;
  readonly name: string;
  readonly mailbox: string;
  readonly delegates: readonly string[];
  readonly suspended: boolean;
  readonly mailboxDeleted: boolean;
  readonly imapReply: ImapReply | null;
  readonly smtpReply: SmtpReply | null;
  readonly refreshReply: RefreshReply | null;
};

export type AccountTrouble = Partial<Pick<Account, "suspended" | "mailboxDeleted" | "imapReply" | "smtpReply" | "refreshReply">>;

const columns = `address, provider, kind, subject, tenant, name, mailbox, delegates, suspended,
  mailbox_deleted as "mailboxDeleted", imap_reply as "imapReply", smtp_reply as "smtpReply",
  refresh_reply as "refreshReply"`;

export class Accounts {
  readonly #query: Query;

  constructor({ query }: Database) {
    this.#query = query;
  }

  async find(address: string): Promise<Account | null> {
    const rows = await this.#query<Account>(`select ${columns} from sandbox.account where address = lower($1)`, [address]);
    return rows[0] ?? null;
  }

  async findBySubject(subject: string): Promise<Account | null> {
    const rows = await this.#query<Account>(`select ${columns} from sandbox.account where subject = $1`, [subject]);
    return rows[0] ?? null;
  }

  all(): Promise<Account[]> {
    return this.#query<Account>(`select ${columns} from sandbox.account order by address`);
  }

  async hasPassword(address: string, password: string): Promise<boolean> {
    const rows = await this.#query<{ salt: string | null; hash: string | null }>(
      `select password_salt as salt, password_hash as hash from sandbox.account where address = lower($1)`,
      [address],
    );
    const { salt, hash } = rows[0] ?? { salt: null, hash: null };
    return salt !== null && hash !== null && isPassword(password, { salt, hash });
  }

  async setPassword(address: string, password: string): Promise<void> {
    const { salt, hash } = hashPassword(password);
    await this.#query(`update sandbox.account set password_salt = $2, password_hash = $3 where address = $1`, [address, salt, hash]);
  }

  async setTrouble(account: Account, trouble: AccountTrouble): Promise<void> {
    const next = { ...account, ...trouble };
    await this.#query(
      `update sandbox.account set suspended = $2, mailbox_deleted = $3, imap_reply = $4, smtp_reply = $5,
         refresh_reply = $6 where address = $1`,
      [account.address, next.suspended, next.mailboxDeleted, next.imapReply, next.smtpReply, next.refreshReply],
    );
  }

  /** Adds the demo accounts that are not there yet; what a rehearsal did to the others stays. */
  async seed(): Promise<void> {
    for (const account of demoAccounts) await insertAccount(this.#query, account);
  }
}

async function insertAccount(query: Query, account: DemoAccount): Promise<void> {
  const password = account.kind === "person" ? hashPassword(demoPassword) : null;
  await query(
    `insert into sandbox.account (address, provider, kind, subject, tenant, name, password_salt, password_hash,
       mailbox, delegates, uid_validity)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (address) do nothing`,
    [
      account.address,
      account.provider,
      account.kind,
      newSubject(account.provider),
      account.tenant,
      account.name,
      password?.salt ?? null,
      password?.hash ?? null,
      account.mailbox,
      account.delegates,
      randomInt(1, 2 ** 31 - 1),
    ],
  );
}

/** Google's `sub` is 21 decimal digits, Microsoft's `oid` a UUID. */
function newSubject(provider: HostName): string {
  if (provider !== "google") return randomUUID();
  return `1${String(randomInt(0, 10 ** 10)).padStart(10, "0")}${String(randomInt(0, 10 ** 10)).padStart(10, "0")}`;
}
