const maxLength = 2_000;

/**
 * The opaque cursor of a row in a Relay list: the values of the columns that the list is ordered by, ending in something unique. It is no secret
 * and proves nothing: a reader asks for the rows after it, within what the viewer may see.
 * @param list - which list and order it belongs to; another one refuses it.
 */
export function toConnectionCursor(list: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString("base64url");
}

/** What a column of a keyset holds, so that a forged cursor never reaches the database. */
export type KeysetKind = "text" | "uuid" | "timestamptz";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function isOf(kind: KeysetKind, value: unknown): value is string {
  if (typeof value !== "string") return false;
  switch (kind) {
    case "text":
      return !value.includes("\0");
    case "uuid":
      return uuidPattern.test(value);
    case "timestamptz":
      return !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
  }
}

/** The values in a cursor, each of the kind asked for; null where it is not a cursor of this list. */
export function parseConnectionCursor(list: string, kinds: readonly KeysetKind[], cursor: string): readonly string[] | null {
  if (cursor.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(cursor)) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(parsed) || parsed.length !== kinds.length + 1 || parsed[0] !== list) return null;
    const values: readonly unknown[] = parsed.slice(1);
    return values.every((value, index): value is string => isOf(kinds[index] ?? "uuid", value)) ? values : null;
  } catch {
    return null;
  }
}
