import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../platform/database.ts";
import type { SignInHost } from "./sign-in-host.ts";

/** Who is signed in at a provider's own pages, in one browser. Kept over restarts, for 14 days. */
export type BrowserSessions = ReturnType<typeof browserSessionStore>;

export const browserSessionDays = 14;

export function sessionCookieName(host: SignInHost): string {
  return `sandbox_${host}_account`;
}

export function browserSessionStore({ query }: Database) {
  return {
    /** Gives the value of the cookie. */
    async start(host: SignInHost, address: string): Promise<string> {
      const id = randomBytes(24).toString("base64url");
      await query(
        `insert into sandbox.browser_session (id_hash, provider, address, expires_at)
         values ($1, $2, $3, now() + make_interval(days => $4))`,
        [toHash(id), host, address, browserSessionDays],
      );
      return id;
    },

    async findAddress(host: SignInHost, id: string | undefined): Promise<string | null> {
      if (!id) return null;
      const rows = await query<{ address: string }>(
        `select address from sandbox.browser_session where id_hash = $1 and provider = $2 and expires_at > now()`,
        [toHash(id), host],
      );
      return rows[0]?.address ?? null;
    },

    async end(id: string | undefined): Promise<void> {
      if (id) await query(`delete from sandbox.browser_session where id_hash = $1`, [toHash(id)]);
    },
  };
}

function toHash(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
