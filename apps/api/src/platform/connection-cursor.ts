/** One column of a keyset: what a list is ordered by, ending in something unique. */
export type KeysetValue = string | number | null;

const maxLength = 2_000;

function isKeysetValue(value: unknown): value is KeysetValue {
  return value === null || typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/**
 * The opaque cursor of a row in a Relay list: the values of the columns that the list is ordered by. It is no secret
 * and proves nothing: a reader asks for the rows after it, within what the viewer may see.
 * @param list - which list and order it belongs to; another one refuses it.
 */
export function toConnectionCursor(list: string, values: readonly KeysetValue[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString("base64url");
}

/** The values in a cursor, as many as asked for; null where it is not a cursor of this list. */
export function parseConnectionCursor(list: string, count: number, cursor: string): readonly KeysetValue[] | null {
  if (cursor.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(cursor)) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(parsed) || parsed.length !== count + 1 || parsed[0] !== list) return null;
    const values: readonly unknown[] = parsed.slice(1);
    return values.every(isKeysetValue) ? values : null;
  } catch {
    return null;
  }
}
