import type { Database } from "../platform/database.ts";

export type MailboxStatus = { readonly messages: number; readonly uidNext: number; readonly uidValidity: number };

export type NewMail = {
  readonly recipient: string;
  readonly sender: string;
  readonly subject: string;
  readonly raw: string;
};

export type Mail = NewMail & {
  readonly id: number;
  readonly at: string;
  /** Null where the recipient has no mailbox here: such mail is only kept to be read by tests. */
  readonly mailbox: string | null;
  readonly uid: number | null;
};

export type Mailboxes = ReturnType<typeof mailboxStore>;

export function mailboxStore({ query, transaction }: Database) {
  return {
    async status(address: string): Promise<MailboxStatus> {
      const rows = await query<MailboxStatus>(
        `select messages, uid_next as "uidNext", uid_validity as "uidValidity" from sandbox.account where address = $1`,
        [address],
      );
      return rows[0] ?? { messages: 0, uidNext: 1, uidValidity: 1 };
    },

    /** Keeps a message; where the recipient is a mailbox here (or its alias), UIDNEXT grows. Gives mailbox and UID. */
    deliver: (mail: NewMail) =>
      transaction(async (inside) => {
        const taken = await inside<{ mailbox: string; uid: number }>(
          `update sandbox.account set uid_next = uid_next + 1, messages = messages + 1
            where address = (select mailbox from sandbox.account where address = lower($1) and not mailbox_deleted)
            returning address as mailbox, uid_next - 1 as uid`,
          [mail.recipient],
        );
        const place = taken[0] ?? { mailbox: null, uid: null };
        await inside(
          `insert into sandbox.mail (recipient, sender, subject, raw, mailbox, uid)
           values (lower($1), $2, $3, $4, $5, $6)`,
          [mail.recipient, mail.sender, mail.subject, mail.raw, place.mailbox, place.uid],
        );
        return place;
      }),

    /** As a server does that had to make a mailbox anew: all UIDs are given again, under another UIDVALIDITY (RFC 9051 2.3.1.1). */
    async rebuild(address: string): Promise<void> {
      await query("update sandbox.account set uid_validity = uid_validity % 2147483647 + 1, uid_next = messages + 1 where address = $1", [
        address,
      ]);
    },

    async find(filter: { readonly to: string | null; readonly after: number }): Promise<Mail[]> {
      const rows = await query<Omit<Mail, "at"> & { at: Date }>(
        `select id, at, recipient, sender, subject, raw, mailbox, uid from sandbox.mail
          where id > $1 and ($2::text is null or recipient = lower($2)) order by id limit 1000`,
        [filter.after, filter.to],
      );
      return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    },
  };
}
