import { v7 } from "uuid";

/** A new UUIDv7 (RFC 9562): ids made later sort later, to the millisecond. Never a cursor. */
export function newId(): string {
  return v7();
}
