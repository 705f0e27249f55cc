import type { Asker, MemberId } from "@relink/domain";

/** Whose personal inboxes alone an asker sees; null: everybody's. TEAM inboxes are seen by all. */
export function personalOf(asker: Asker): MemberId | null {
  return asker.kind === "member" && asker.role === "MEMBER" ? asker.memberId : null;
}

/** What of a row with `kind` and `owner_id` may be seen; `place` holds `personalOf`. */
export function visibleSql(row: string, place: string): string {
  return `(${place}::uuid is null or ${row}.kind = 'TEAM' or ${row}.owner_id = ${place})`;
}
