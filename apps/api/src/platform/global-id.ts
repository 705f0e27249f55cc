/** What an id may name; it stands in front of every public id, so that one type's id never passes for another's. */
export const globalIdTypes = [
  "workspace",
  "member",
  "invitation",
  "inbox",
  "shared_inbox",
  "grant",
  "receipt",
  "attempt",
  "check",
  "event",
  "notification",
  "incident",
  "migration",
  "key",
  "endpoint",
  "delivery",
  "audit",
  "link",
] as const;
export type GlobalIdType = (typeof globalIdTypes)[number];

const uuidPattern = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/;
const known: ReadonlySet<string> = new Set(globalIdTypes);

function isGlobalIdType(text: string): text is GlobalIdType {
  return known.has(text);
}

/** The public id of a thing: its type, an underscore, and its UUID without dashes (`inbox_0198c0…`). */
export function toGlobalId(type: GlobalIdType, uuid: string): string {
  return `${type}_${uuid.replaceAll("-", "")}`;
}

/** The UUID in a public id; null where it is not an id of this type (to its reader, the thing is missing). */
export function parseGlobalId(type: GlobalIdType, id: string): string | null {
  if (!id.startsWith(`${type}_`)) return null;
  const hex = id.slice(type.length + 1);
  const match = hex.length === 32 ? uuidPattern.exec(hex) : null;
  return match ? match.slice(1).join("-") : null;
}

/** Which type a public id names; null where it names none. */
export function typeOfGlobalId(id: string): GlobalIdType | null {
  const type = id.slice(0, Math.max(0, id.lastIndexOf("_")));
  return isGlobalIdType(type) && parseGlobalId(type, id) !== null ? type : null;
}
