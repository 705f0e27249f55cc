import type { Database } from "../platform/database.ts";

export type MxRecord = { readonly preference: number; readonly exchange: string };

/** What the name server answers about a whole domain instead of its records. */
export const domainReplies = ["servfail", "nxdomain", "hang"] as const;
export type DomainReply = (typeof domainReplies)[number];

export type Domain = { readonly name: string; readonly mx: readonly MxRecord[]; readonly reply: DomainReply | null };

const demoDomains: readonly Domain[] = [
  domain("google.demo.test", "aspmx.l.google.com", "alt1.aspmx.l.google.com"),
  domain("microsoft.demo.test", "microsoft-demo-test.mail.protection.outlook.com"),
  domain("outlook.demo.test", "outlook-com.olc.protection.outlook.com"),
  domain("imap.demo.test", "mail.imap.demo.test"),
];

export type Domains = ReturnType<typeof domainStore>;

export function domainStore({ query }: Database) {
  return {
    all: () => query<Domain>(`select name, mx, reply from sandbox.domain order by name`),

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
