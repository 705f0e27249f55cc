import { unreachable } from "@relink/domain";
import type { Database } from "./database.ts";
import type { ApiKeyViewer, MemberViewer, Viewer } from "./viewer.ts";

/** Why a viewer's subscriptions end: the session or the key is over, or the role is lower or the person has left the workspace. */
export type Loss = "UNAUTHENTICATED" | "FORBIDDEN";

/** Looks after the viewers of living subscriptions: all members with one query, all keys with another. */
export interface ViewerWatch {
  /** Calls back once, within two periods of the loss; the answer ends the watch. */
  watch(viewer: Viewer, onLoss: (loss: Loss) => void): () => void;
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
}

interface Watched<Of extends Viewer = Viewer> {
  readonly viewer: Of;
  readonly onLoss: (loss: Loss) => void;
}

const statement = `
  select s.id as "sessionId", m.workspace_id as "workspaceId", m.role
  from session s left join member m on m.user_id = s.user_id and m.left_at is null
  where s.id = any($1) and s.expires_at > $2`;

const goodKeys = "select id from api_key where id = any($1::uuid[]) and revoked_at is null and (expires_at is null or expires_at > $2)";

function isOfMember(entry: Watched): entry is Watched<MemberViewer> {
  return entry.viewer.kind === "member";
}

function isOfKey(entry: Watched): entry is Watched<ApiKeyViewer> {
  return entry.viewer.kind === "apiKey";
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

function lossOf(viewer: MemberViewer, standings: readonly Standing[]): Loss | null {
  const session = standings.filter((standing) => standing.sessionId === viewer.sessionId);
  if (session.length === 0) return "UNAUTHENTICATED";
  const here = session.find((standing) => standing.workspaceId === viewer.workspaceId);
  return here && rank(here.role) >= rank(viewer.role) ? null : "FORBIDDEN";
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
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | null = null;
  #looking = false;

  constructor(needs: ViewerWatchNeeds) {
    this.#needs = needs;
  }

  watch(viewer: Viewer, onLoss: (loss: Loss) => void): () => void {
    const entry: Watched = { viewer, onLoss };
    this.#watched.add(entry);
    this.#timer ??= setInterval(() => void this.#look(), this.#needs.everyMs ?? 2_000);
    return () => {
      this.#watched.delete(entry);
      this.#rest();
    };
  }

  close(): void {
    this.#watched.clear();
    this.#rest();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#judge([...this.#watched]);
    } catch (error) {
      this.#needs.onError(error);
    } finally {
      this.#looking = false;
      this.#rest();
    }
  }

  async #judge(asked: readonly Watched[]): Promise<void> {
    await this.#judgeMembers(asked.filter(isOfMember));
    await this.#judgeKeys(asked.filter(isOfKey));
  }

  async #judgeKeys(asked: readonly Watched<ApiKeyViewer>[]): Promise<void> {
    if (asked.length === 0) return;
    const ids = [...new Set(asked.map(({ viewer }) => viewer.keyId))];
    const good = await this.#needs.database.query<{ id: string }>(goodKeys, [ids, this.#needs.now()], "key-watch");
    const alive = new Set(good.map(({ id }) => id));
    for (const entry of asked) if (!alive.has(entry.viewer.keyId)) this.#lose(entry, "UNAUTHENTICATED");
  }

  async #judgeMembers(asked: readonly Watched<MemberViewer>[]): Promise<void> {
    if (asked.length === 0) return;
    const sessions = [...new Set(asked.map(({ viewer }) => viewer.sessionId))];
    const standings = bySession(await this.#needs.database.query<Standing>(statement, [sessions, this.#needs.now()], "viewer-watch"));
    for (const entry of asked) {
      const loss = lossOf(entry.viewer, standings.get(entry.viewer.sessionId) ?? []);
      if (loss !== null) this.#lose(entry, loss);
    }
  }

  #lose(entry: Watched, loss: Loss): void {
    if (this.#watched.delete(entry)) entry.onLoss(loss);
  }

  #rest(): void {
    if (this.#watched.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
