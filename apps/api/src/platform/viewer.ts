import type { IncomingHttpHeaders } from "node:http";
import type { Scope } from "@relink/domain";
import type { MemberRole } from "../people/create-person.ts";
import type { Database } from "./database.ts";
import { createGathered } from "./gathered.ts";
import { deriveKey, type KeyRing } from "./key-ring.ts";
import { createSessionTokenFinder } from "./session-cookie.ts";

/** Who asks: a person signed in, or an API key. */
export type Viewer = MemberViewer | ApiKeyViewer;

/** A key of a workspace, which stands for no person. */
export interface ApiKeyViewer {
  readonly kind: "apiKey";
  readonly workspaceId: string;
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** A person signed in, as a member of one workspace. */
export interface MemberViewer {
  readonly kind: "member";
  readonly workspaceId: string;
  readonly memberId: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly name: string;
  readonly email: string;
  readonly sessionId: string;
  readonly locale: "en" | "pl";
}

export interface ViewerReader {
  /** Null: nobody is signed in, or not as a member of the workspace asked for. One statement, or none within a second. */
  read(headers: IncomingHttpHeaders): Promise<MemberViewer | null>;
  /** Forgets the session of these headers at once (sign-out). */
  forget(headers: IncomingHttpHeaders): void;
}

export interface ViewerReaderOptions {
  readonly database: Pick<Database, "query">;
  readonly keyRing: KeyRing;
  /** Decides the cookie's name: with https it has the prefix __Secure-. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Which of their workspaces a person means: an id. Without it, the one they chose last, else the one they joined first. */
export const workspaceHeader = "x-relink-workspace";
/** In which language words come back, en or pl; without it, the person's own. */
export const localeHeader = "x-relink-locale";

const cacheMs = 1_000;
const cacheEntries = 10_000;

interface Row {
  readonly session_id: string;
  readonly user_id: string;
  readonly member_id: string;
  readonly workspace_id: string;
  readonly role: MemberRole;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
}

const columns = `s.id as session_id, s.user_id, m.id as member_id, m.workspace_id, m.role, u.name, u.email, u.locale`;
const joins = `
  from session s
  join user_account u on u.id = s.user_id
  join member m on m.user_id = s.user_id and m.left_at is null`;

// Two statements: one with "$3 is null or" is planned anew each time, which takes four times as long as to run it. So is
// one that shows PostgreSQL how long its array is: it hopes for a better plan for each length. A subselect hides it.
const inTheirWorkspace = `select asked.token, found.* from unnest((select $1::text[])) asked(token)
  cross join lateral (select ${columns} ${joins}
    where s.token = asked.token and s.expires_at > $2
    order by (m.workspace_id = s.active_workspace_id) desc nulls last, m.joined_at, m.workspace_id limit 1) found`;
const inWorkspace = `select ${columns} ${joins} where s.token = $1 and s.expires_at > $2 and m.workspace_id = $3 limit 1`;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function toViewer(row: Row): MemberViewer {
  return {
    kind: "member",
    workspaceId: row.workspace_id,
    memberId: row.member_id,
    userId: row.user_id,
    role: row.role,
    name: row.name,
    email: row.email,
    sessionId: row.session_id,
    locale: row.locale === "pl" ? "pl" : "en",
  };
}

interface Entry {
  readonly until: number;
  readonly viewer: Promise<MemberViewer | null>;
}

export function createViewerReader(options: ViewerReaderOptions): ViewerReader {
  const secret = deriveKey(options.keyRing, "sign-in").toString("base64");
  const prefix = options.publicUrl.startsWith("https://") ? "__Secure-" : "";
  const findToken = createSessionTokenFinder(`${prefix}relink.session_token`, secret);
  /** By token, then by the workspace asked for ("" for none). */
  const cache = new Map<string, Map<string, Entry>>();

  const { database, now } = options;
  /** Under load the requests that come while one read is under way share the next. */
  const loadFirst = createGathered(async (tokens) => {
    const rows = await database.query<Row & { readonly token: string }>(inTheirWorkspace, [tokens, now()], "viewers");
    return new Map(rows.map((row) => [row.token, toViewer(row)]));
  });
  const load = async (token: string, workspaceId: string | null): Promise<MemberViewer | null> => {
    if (workspaceId === null) return (await loadFirst(token)) ?? null;
    const [row] = await database.query<Row>(inWorkspace, [token, now(), workspaceId], "viewer_in_workspace");
    return row ? toViewer(row) : null;
  };

  return {
    async read(headers) {
      const token = findToken(headers.cookie);
      if (token === null) return null;
      const asked = headers[workspaceHeader];
      if (asked !== undefined && (typeof asked !== "string" || !uuid.test(asked))) return null;
      const workspaceId = asked?.toLowerCase() ?? "";
      const at = performance.now();
      const known = cache.get(token)?.get(workspaceId);
      if (known && known.until > at) return known.viewer;
      if (cache.size >= cacheEntries) cache.clear();
      const viewer = load(token, workspaceId || null);
      const entry: Entry = { until: at + cacheMs, viewer };
      const entries = cache.get(token) ?? new Map<string, Entry>();
      if (entries.size >= 20) entries.clear();
      cache.set(token, entries.set(workspaceId, entry));
      viewer.catch(() => entries.delete(workspaceId));
      return viewer;
    },
    forget(headers) {
      const token = findToken(headers.cookie);
      if (token !== null) cache.delete(token);
    },
  };
}
