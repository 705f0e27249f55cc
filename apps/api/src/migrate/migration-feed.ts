import { toAsker } from "../people/asker.ts";
import { assertMayFollow } from "../events/may-follow.ts";
import { apiError } from "../platform/api-error.ts";
import type { Bus } from "../platform/bus.ts";
import { createGuardedStream } from "../platform/guarded-stream.ts";
import type { ViewerWatch } from "../platform/viewer-watch.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { MigrationStore } from "./migration.store.ts";
import type { MigrationType } from "./migration.type.ts";
import { presentMigration } from "./present-migration.ts";
import { assertMayMigrate } from "./read-migrations.ts";

/** Live migrations. */
export interface MigrationFeed {
  /** One: as it stands now, then at each change. All of the workspace (`all`): each that changes from now on. Throws FORBIDDEN, NOT_FOUND. */
  follow(viewer: Viewer, which: MigrationChoice): AsyncIterableIterator<MigrationType>;
}

/** `id`: UUID; null where the id named no migration. */
export type MigrationChoice = { readonly all: true } | { readonly all: false; readonly id: string | null };

export interface MigrationFeedNeeds {
  readonly migrations: Pick<MigrationStore, "findMany" | "listVersions">;
  readonly bus: Bus;
  readonly watch: ViewerWatch;
}

// Hints may be lost, so it looks by itself as well.
const pollMs = 2_000;

export function createMigrationFeed(needs: MigrationFeedNeeds): MigrationFeed {
  return {
    follow(viewer, which) {
      const asker = toAsker(viewer);
      assertMayFollow(asker);
      assertMayMigrate({ asker });
      return createGuardedStream(needs.watch, viewer, (signal) => changes(needs, viewer.workspaceId, which, signal));
    },
  };
}

async function* changes(
  needs: MigrationFeedNeeds,
  workspaceId: string,
  which: MigrationChoice,
  signal: AbortSignal,
): AsyncGenerator<MigrationType> {
  const shown = new Map<string, number>();
  const hint = createHint(needs.bus, workspaceId, signal);
  try {
    if (which.all) for (const { id, version } of await needs.migrations.listVersions(workspaceId)) shown.set(id, version);
    else await assertThere(needs, workspaceId, which.id);
    while (!signal.aborted) {
      const news = hint.next();
      const versions = await readVersions(needs, workspaceId, which);
      const changed = versions.filter(({ id, version }) => version > (shown.get(id) ?? 0)).map(({ id }) => id);
      for (const migration of changed.length === 0 ? [] : await needs.migrations.findMany(workspaceId, changed)) {
        if (migration.version <= (shown.get(migration.id) ?? 0)) continue;
        shown.set(migration.id, migration.version);
        yield presentMigration(migration);
      }
      await news;
    }
  } finally {
    hint.end();
  }
}

async function assertThere({ migrations }: MigrationFeedNeeds, workspaceId: string, id: string | null): Promise<void> {
  const found = id === null ? [] : await migrations.findMany(workspaceId, [id]);
  if (found.length === 0) throw apiError("NOT_FOUND", "There is no such migration in this workspace.");
}

async function readVersions({ migrations }: MigrationFeedNeeds, workspaceId: string, which: MigrationChoice) {
  if (which.all) return migrations.listVersions(workspaceId);
  return which.id === null ? [] : migrations.findMany(workspaceId, [which.id]);
}

/** Tells when something may have changed since it was last asked, at the latest after the poll. */
function createHint(bus: Bus, workspaceId: string, signal: AbortSignal) {
  let wake: () => void = () => undefined;
  const endings = [
    bus.onChanged((change) => change.topic === "MIGRATION" && change.workspaceId === workspaceId && wake()),
    bus.onLost(() => wake()),
  ];
  return {
    next: () =>
      new Promise<void>((resolve) => {
        const over = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", over);
          resolve();
        };
        const timer = setTimeout(over, pollMs);
        wake = over;
        signal.addEventListener("abort", over, { once: true });
        if (signal.aborted) over();
      }),
    end(): void {
      wake();
      for (const end of endings) end();
    },
  };
}
