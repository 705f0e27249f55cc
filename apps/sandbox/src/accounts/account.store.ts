import { randomInt, randomUUID } from "node:crypto";
import type { TokenReply } from "../oauth/application.store.ts";
import type { Database, Query } from "../platform/database.ts";
import { demoAccounts, demoPassword } from "./demo-accounts.ts";
import type { DemoAccount } from "./demo-accounts.ts";
import { toMeeting } from "../rehearsal/trouble.ts";
import type { TroubleKind } from "../rehearsal/trouble.ts";
import { hashPassword, isPassword } from "./password.ts";

export type HostName = "google" | "microsoft" | "imap";
export type AccountKind = "person" | "shared" | "alias";

/** Trouble that an account's IMAP log-in meets, whatever its credentials are. */
export const imapReplies = ["unavailable", "limit", "contactadmin", "no-code", "hang"] as const;
/** `disabled`: an administrator has switched SMTP off. `unavailable`: a temporary failure (454). */
export const smtpReplies = ["disabled", "unavailable"] as const;
/** Why the token endpoint refuses this account: sign in again with a second factor, or a policy of the domain. */
export const refreshReplies = ["mfa", "policy"] as const;
/** The organisation lets only its administrators consent: `required` none of them has yet, `given` one has, for everybody. */
export const adminConsents = ["required", "given"] as const;
export type AdminConsent = (typeof adminConsents)[number];
/** `drop`: a rehearsal has stopped the server for this account; the connection ends without a word. */
export type ImapReply = (typeof imapReplies)[number] | "drop";
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
  /** Microsoft: null where the person may consent. */
  readonly adminConsent: AdminConsent | null;
  /** What the token endpoint answers for this account alone. */
  readonly tokenReply: TokenReply | null;
  /** Where its domain has moved to: there it has an account and a mailbox, too, which know no trouble of the old ones. */
  readonly movedTo: HostName | null;
};

export type AccountTrouble = Partial<
  Pick<Account, "suspended" | "mailboxDeleted" | "imapReply" | "smtpReply" | "refreshReply" | "adminConsent" | "tokenReply">
>;
/** What can be set for one account alone; a rehearsal's troubles lie above it. */
export type OwnTrouble = Omit<AccountTrouble, "tokenReply">;

/** A second factor that was given at a sign-in since it was demanded is enough. */
const meets = `((t.scope = 'mailbox' and t.target = a.address) or (t.scope = 'domain' and t.target = split_part(a.address, '@', 2))
    or (t.scope = 'host' and t.target = a.provider)) and not (t.kind = 'mfa-demanded' and t.since <= a.second_factor_at is true)`;

const columns = `address, provider, kind, subject, tenant, name, mailbox, delegates, suspended,
  mailbox_deleted as "mailboxDeleted", imap_reply as "imapReply", smtp_reply as "smtpReply",
  refresh_reply as "refreshReply", admin_consent as "adminConsent",
  array(select t.kind from sandbox.trouble t where ${meets}) as troubles,
  (select t.detail->>'to' from sandbox.trouble t where t.kind = 'mx-moved' and ${meets} limit 1) as "movedTo"`;

type Row = Omit<Account, "tokenReply"> & { troubles: TroubleKind[] };

function toAccount({ troubles, ...own }: Row): Account {
  return { ...own, tokenReply: null, ...toMeeting(troubles) };
}

export class Accounts {
  readonly #query: Query;

  constructor({ query }: Database) {
    this.#query = query;
  }

  async find(address: string): Promise<Account | null> {
    const rows = await this.#query<Row>(`select ${columns} from sandbox.account a where address = lower($1)`, [address]);
    return rows[0] ? toAccount(rows[0]) : null;
  }

  async findBySubject(subject: string): Promise<Account | null> {
    const rows = await this.#query<Row>(`select ${columns} from sandbox.account a where subject = $1`, [subject]);
    return rows[0] ? toAccount(rows[0]) : null;
  }

  async all(): Promise<Account[]> {
    const rows = await this.#query<Row>(`select ${columns} from sandbox.account a order by address`);
    return rows.map(toAccount);
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

  /** Sets what is named; the rest stays. */
  async setTrouble({ address }: Account, trouble: OwnTrouble): Promise<void> {
    for (const [field, value] of Object.entries(trouble)) {
      await this.#query(`update sandbox.account set ${troubleColumns[field as keyof OwnTrouble]} = $2 where address = $1`, [
        address,
        value,
      ]);
    }
  }

  /** The holder has signed in by password and second factor: what asked for that is content. */
  async rememberSecondFactor(address: string): Promise<void> {
    await this.#query(`update sandbox.account set second_factor_at = now() where address = $1`, [address]);
  }

  /** Adds the demo accounts that are not there yet; what a rehearsal did to the others stays. */
  async seed(): Promise<void> {
    for (const account of demoAccounts) await insertAccount(this.#query, account);
  }
}

const troubleColumns: Readonly<Record<keyof OwnTrouble, string>> = {
  suspended: "suspended",
  mailboxDeleted: "mailbox_deleted",
  imapReply: "imap_reply",
  smtpReply: "smtp_reply",
  refreshReply: "refresh_reply",
  adminConsent: "admin_consent",
};

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
