import type { HostName } from "../accounts/account.store.ts";
import type { Database } from "../platform/database.ts";

export type MxRecord = { readonly preference: number; readonly exchange: string };

/** What the name server answers about a whole domain instead of its records. */
export const domainReplies = ["servfail", "nxdomain", "hang"] as const;
export type DomainReply = (typeof domainReplies)[number];

export type Domain = { readonly name: string; readonly mx: readonly MxRecord[]; readonly reply: DomainReply | null };

/** Whose mail servers a domain that has moved there names. */
const exchangesOf: Readonly<Record<HostName, (domain: string) => readonly string[]>> = {
  google: () => ["aspmx.l.google.com", "alt1.aspmx.l.google.com"],
  microsoft: (name) => [`${name.replaceAll(".", "-")}.mail.protection.outlook.com`],
  imap: () => ["mail.imap.demo.test"],
};

const demoDomains: readonly Domain[] = [
  domain("google.demo.test", ...exchangesOf.google("google.demo.test")),
  domain("microsoft.demo.test", ...exchangesOf.microsoft("microsoft.demo.test")),
  domain("outlook.demo.test", "outlook-com.olc.protection.outlook.com"),
  domain("imap.demo.test", ...exchangesOf.imap("imap.demo.test")),
];

type Rehearsed = Domain & { readonly movedTo: HostName | null; readonly fails: boolean };

export type Domains = ReturnType<typeof domainStore>;

export function domainStore({ query }: Database) {
  return {
    /** As the name server answers now. */
    async all(): Promise<Domain[]> {
      const rows = await query<Rehearsed>(
        `select d.name, d.mx, d.reply,
           (select detail->>'to' from sandbox.trouble where kind = 'mx-moved' and scope = 'domain' and target = d.name) as "movedTo",
           exists (select from sandbox.trouble where kind = 'dns-fails' and scope = 'domain' and target = d.name) as fails
           from sandbox.domain d order by d.name`,
      );
      return rows.map(({ name, mx, reply, movedTo, fails }) => ({
        name,
        mx: movedTo ? domain(name, ...exchangesOf[movedTo](name)).mx : mx,
        reply: fails ? "servfail" : reply,
      }));
    },

    /** What was set for the domain itself, whatever is rehearsed with it. */
    async find(name: string): Promise<Domain | null> {
      const rows = await query<Domain>(`select name, mx, reply from sandbox.domain where name = $1`, [name]);
      return rows[0] ?? null;
    },

    async set({ name, mx, reply }: Domain): Promise<void> {
      await query(
        `insert into sandbox.domain (name, mx, reply) values ($1, $2, $3)
         on conflict (name) do update set mx = excluded.mx, reply = excluded.reply`,
        [name, JSON.stringify(mx), reply],
      );
    },

    async seed(): Promise<void> {
      for (const { name, mx } of demoDomains) {
        await query(`insert into sandbox.domain (name, mx) values ($1, $2) on conflict (name) do nothing`, [name, JSON.stringify(mx)]);
      }
    },
  };
}

function domain(name: string, ...exchanges: string[]): Domain {
  return { name, mx: exchanges.map((exchange, index) => ({ preference: 10 * (index + 1), exchange })), reply: null };
}
