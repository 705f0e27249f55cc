import DataLoader from "dataloader";
import { mayMigrate, mayRead, maySee, type Asker } from "@relink/domain";
import type { Loaders } from "./context.ts";
import type { InboxStore } from "./inbox/inbox.store.ts";
import { presentInbox } from "./inbox/present-inbox.ts";
import type { MigrationStore } from "./migrate/migration.store.ts";
import { presentMigration } from "./migrate/present-migration.ts";
import type { MemberStore } from "./people/member.store.ts";
import type { SharedInboxStore } from "./shared-inbox/shared-inbox.store.ts";

export interface LoaderNeeds {
  readonly inboxes: InboxStore;
  readonly members: MemberStore;
  readonly shared: SharedInboxStore;
  readonly migrations: Pick<MigrationStore, "findMany">;
}

/** One query for each kind of thing, however many fields ask; only what this viewer may see. */
export function createLoaders({ inboxes, members, shared, migrations }: LoaderNeeds, workspaceId: string, asker: Asker): Loaders {
  return {
    inbox: new DataLoader(async (ids) => {
      const found = new Map((await inboxes.findMany(workspaceId, ids)).map((held) => [held.inbox.id as string, held]));
      return ids.map((id) => {
        const held = found.get(id);
        return held && maySee(asker, held.inbox) ? presentInbox(held) : null;
      });
    }),
    member: new DataLoader(async (ids) => {
      const found = await members.findMany(workspaceId, mayRead(asker) ? ids : []);
      return ids.map((id) => found.get(id) ?? null);
    }),
    migration: new DataLoader(async (ids) => {
      const found = mayMigrate(asker) ? await migrations.findMany(workspaceId, ids) : [];
      const byId = new Map(found.map((migration) => [migration.id, presentMigration(migration)]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    sharedInbox: new DataLoader(async (ids) => {
      const found = await shared.findMany(workspaceId, mayRead(asker) ? ids : []);
      return ids.map((id) => found.get(id) ?? null);
    }),
  };
}

/** For an operation of nobody: its resolvers refuse before they load. */
export const noLoaders: Loaders = {
  inbox: { load: nothing },
  member: { load: nothing },
  migration: { load: nothing },
  sharedInbox: { load: nothing },
};

async function nothing(): Promise<null> {
  return null;
}
