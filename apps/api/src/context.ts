import type { Locale } from "@relink/domain";
import type { AttemptFeed } from "./connect/attempt-feed.ts";
import type { ChangeFeed } from "./events/change-feed.ts";
import type { EventContext } from "./events/inbox-event.ports.ts";
import type { InboxType } from "./inbox/inbox.type.ts";
import type { MigrationFeed } from "./migrate/migration-feed.ts";
import type { MigrationType } from "./migrate/migration.type.ts";
import type { MemberType } from "./people/member.type.ts";
import type { SharedInboxType } from "./shared-inbox/shared-inbox.type.ts";
import type { Viewer } from "./platform/viewer.ts";

/** Batches what field resolvers ask for within one operation, or one event. Keys are UUIDs; null is what is not there for this viewer. */
export interface Loaders {
  readonly inbox: { load(id: string): Promise<InboxType | null> };
  readonly member: { load(id: string): Promise<MemberType | null> };
  readonly migration: { load(id: string): Promise<MigrationType | null> };
  readonly sharedInbox: { load(id: string): Promise<SharedInboxType | null> };
}

/** What every resolver gets, on HTTP and WebSocket alike. */
export interface Context extends EventContext {
  /** Null: nobody is signed in. */
  readonly viewer: Viewer | null;
  readonly locale: Locale;
  /** Of the client, for the audit log. */
  readonly ip: string | null;
  readonly loaders: Loaders;
  readonly freshLoaders: () => Loaders;
  readonly attempts: AttemptFeed;
  readonly changes: ChangeFeed;
  readonly migrations: MigrationFeed;
}
