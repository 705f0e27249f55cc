import { unreachable } from "@relink/domain";
import type { Database } from "./database.ts";
import type { ApiKeyViewer, MemberViewer, Viewer } from "./viewer.ts";

/** Why a viewer's subscriptions end: the session or the key is over, or the role is lower or the person has left the workspace. */
export type Loss = "UNAUTHENTICATED" | "FORBIDDEN";

/** How often is looked whether connections still have their rights, milliseconds: what was lost just after a look is seen by the one after the next at the latest. */
export const lookEveryMs = 2_000;

/** What lives as long as its viewer's right to it. */
export interface Watcher {
  /** As whom it is open now. */
  readonly viewer: Viewer;
  /** Told once, within two periods of the loss; it is watched no more. */
  lose(loss: Loss): void;
  /** The person got a higher role, or changed their language; it is expected to show them as its viewer from now on. */
  become(now: MemberViewer): void;
}

/** Looks after the viewers of living subscriptions: all members with one query, all keys with another. */
export interface ViewerWatch {
  watch(watcher: Watcher): void;
  forget(watcher: Watcher): void;
  close(): void;
}

export interface ViewerWatchNeeds {
  readonly database: Pick<Database, "query">;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
  /** Milliseconds; default 2,000. */
  readonly everyMs?: number;
}

interface Standing {
  readonly sessionId: string;
  readonly workspaceId: string;
  readonly role: MemberViewer["role"];
  readonly locale: string;
}

/** Of a watcher as it was when it was asked about. */
interface Asked<Of extends Viewer> {
  readonly watcher: Watcher;
  readonly viewer: Of;
}

const statement = `
  select s.id as "sessionId", m.workspace_id as "workspaceId", m.role, u.locale
  from session s join user_account u on u.id = s.user_id left join member m on m.user_id = s.user_id and m.left_at is null
  where s.id = any($1) and s.expires_at > $2`;

const goodKeys = "select id from api_key where id = any($1::uuid[]) and revoked_at is null and (expires_at is null or expires_at > $2)";

function isOfMember(asked: Asked<Viewer>): asked is Asked<MemberViewer> {
  return asked.viewer.kind === "member";
}

function isOfKey(asked: Asked<Viewer>): asked is Asked<ApiKeyViewer> {
  return asked.viewer.kind === "apiKey";
}

function rank(role: MemberViewer["role"]): number {
  switch (role) {
    case "SUPER_ADMIN":
      return 2;
    case "ADMIN":
      return 1;
    case "MEMBER":
      return 0;
    default:
      return unreachable(role);
  }
}

/** What became of the viewer: how they stand now, or why they are none any more. */
function judge(viewer: MemberViewer, standings: readonly Standing[]): MemberViewer | Loss {
  const session = standings.filter((standing) => standing.sessionId === viewer.sessionId);
  if (session.length === 0) return "UNAUTHENTICATED";
  const here = session.find((standing) => standing.workspaceId === viewer.workspaceId);
  if (!here || rank(here.role) < rank(viewer.role)) return "FORBIDDEN";
  const locale = here.locale === "pl" ? "pl" : "en";
  return here.role === viewer.role && locale === viewer.locale ? viewer : { ...viewer, role: here.role, locale };
}

function bySession(standings: readonly Standing[]): ReadonlyMap<string, readonly Standing[]> {
  const sessions = new Map<string, Standing[]>();
  for (const standing of standings) sessions.set(standing.sessionId, [...(sessions.get(standing.sessionId) ?? []), standing]);
  return sessions;
}

export function createViewerWatch(needs: ViewerWatchNeeds): ViewerWatch {
  return new Watch(needs);
}

class Watch implements ViewerWatch {
  readonly #needs: ViewerWatchNeeds;
  readonly #watched = new Set<Watcher>();
  #timer: NodeJS.Timeout | null = null;
  #looking = false;

  constructor(needs: ViewerWatchNeeds) {
    this.#needs = needs;
  }

  watch(watcher: Watcher): void {
    this.#watched.add(watcher);
    this.#timer ??= setInterval(() => void this.#look(), this.#needs.everyMs ?? lookEveryMs);
  }

  forget(watcher: Watcher): void {
    this.#watched.delete(watcher);
    this.#rest();
  }

  close(): void {
    this.#watched.clear();
    this.#rest();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#judge(Array.from(this.#watched, (watcher) => ({ watcher, viewer: watcher.viewer })));
    } catch (error) {
      this.#needs.onError(error);
    } finally {
      this.#looking = false;
      this.#rest();
    }
  }

  async #judge(asked: readonly Asked<Viewer>[]): Promise<void> {
    await this.#judgeMembers(asked.filter(isOfMember));
    await this.#judgeKeys(asked.filter(isOfKey));
  }

  async #judgeKeys(asked: readonly Asked<ApiKeyViewer>[]): Promise<void> {
    if (asked.length === 0) return;
    const ids = [...new Set(asked.map(({ viewer }) => viewer.keyId))];
    const good = await this.#needs.database.query<{ id: string }>(goodKeys, [ids, this.#needs.now()], "key-watch");
    const alive = new Set(good.map(({ id }) => id));
    for (const { watcher, viewer } of asked) if (!alive.has(viewer.keyId)) this.#lose(watcher, "UNAUTHENTICATED");
  }

  async #judgeMembers(asked: readonly Asked<MemberViewer>[]): Promise<void> {
    if (asked.length === 0) return;
    const sessions = [...new Set(asked.map(({ viewer }) => viewer.sessionId))];
    const standings = bySession(await this.#needs.database.query<Standing>(statement, [sessions, this.#needs.now()], "viewer-watch"));
    for (const { watcher, viewer } of asked) {
      const now = judge(viewer, standings.get(viewer.sessionId) ?? []);
      if (typeof now === "string") this.#lose(watcher, now);
      else if (now !== viewer && this.#watched.has(watcher)) watcher.become(now);
    }
  }

  #lose(watcher: Watcher, loss: Loss): void {
    if (this.#watched.delete(watcher)) watcher.lose(loss);
  }

  #rest(): void {
    if (this.#watched.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
