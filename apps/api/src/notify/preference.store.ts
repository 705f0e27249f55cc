import type { Queryable } from "../platform/transaction.ts";
import type { Reader } from "./notification.store.ts";

export interface Preferences {
  readonly emailOnTeamDisconnect: boolean;
  readonly emailOnPersonalDisconnect: boolean;
  readonly emailOnMigration: boolean;
  readonly digestWindowSeconds: number;
  readonly fallbackEmail: string | null;
  readonly locale: string;
}

export interface PreferenceStore {
  /** Defaults where the person never said anything; null: they are no member (any more). */
  find(reader: Reader): Promise<Preferences | null>;
  /** Changes what is named, and leaves the rest. */
  update(reader: Reader, changes: Partial<Preferences>): Promise<void>;
}

const find = `select coalesce(p.email_on_team_disconnect, true) as "emailOnTeamDisconnect",
    coalesce(p.email_on_personal_disconnect, true) as "emailOnPersonalDisconnect", coalesce(p.email_on_migration, true) as "emailOnMigration",
    coalesce(p.digest_window_seconds, 60) as "digestWindowSeconds", p.fallback_email as "fallbackEmail", u.locale
  from member m join user_account u on u.id = m.user_id
  left join notification_preference p on p.workspace_id = m.workspace_id and p.member_id = m.id
  where m.workspace_id = $1 and m.id = $2 and m.left_at is null`;

const columns: Readonly<Record<keyof Preferences, string>> = {
  emailOnTeamDisconnect: "email_on_team_disconnect",
  emailOnPersonalDisconnect: "email_on_personal_disconnect",
  emailOnMigration: "email_on_migration",
  digestWindowSeconds: "digest_window_seconds",
  fallbackEmail: "fallback_email",
  locale: "locale",
};

export function createPreferenceStore(database: Queryable): PreferenceStore {
  return {
    async find({ workspaceId, memberId }) {
      const [row] = await database.query<Preferences>(find, [workspaceId, memberId], "preferences");
      return row ?? null;
    },
    async update({ workspaceId, memberId }, changes) {
      const named = Object.entries(changes).map(([name, value]) => [columns[name as keyof Preferences], value]);
      const values = [workspaceId, memberId, JSON.stringify(Object.fromEntries(named))];
      await database.query("select set_notification_preference($1, $2, $3::jsonb)", values, "preferences-set");
    },
  };
}
