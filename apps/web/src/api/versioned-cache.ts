import { type Cache, InMemoryCache, type Reference } from "@apollo/client";
import { InboxVersionFragmentDoc } from "../gql/graphql.ts";

type Stored = Record<string, unknown>;

function isObject(value: unknown): value is Stored {
  return typeof value === "object" && value !== null;
}

/**
 * A cache that never lets an older snapshot of an inbox overwrite a newer one. Answers overtake each other (an event
 * arrives while a list is still on its way), and Apollo's merge functions see one field at a time, not the version
 * that the fields came with. So what is already known of an older inbox, and of everything under it, is put back after
 * the write; what was not known before stays, being better than nothing.
 */
export class VersionedCache extends InMemoryCache {
  override write<TData = unknown, TVariables extends Record<string, unknown> = Record<string, unknown>>(
    options: Cache.WriteOptions<TData, TVariables>,
  ): Reference | undefined {
    const keep = new Map<string, Stored>();
    this.#collectStale(options.result, false, keep);
    if (keep.size === 0) return super.write(options);
    let written: Reference | undefined;
    this.batch({
      update: () => {
        written = super.write(options);
        for (const [id, fields] of keep) this.#putBack(id, fields);
      },
    });
    return written;
  }

  #collectStale(value: unknown, insideStale: boolean, keep: Map<string, Stored>): void {
    if (!isObject(value)) return;
    const stale = insideStale || this.#isStale(value);
    const id = stale && typeof value["__typename"] === "string" ? this.identify(toIdentity(value)) : undefined;
    if (id !== undefined) keep.set(id, this.#readStored(id));
    for (const part of Object.values(value)) this.#collectStale(part, stale, keep);
  }

  #isStale(value: Stored): boolean {
    if (value["__typename"] !== "Inbox" || typeof value["version"] !== "number") return false;
    const id = this.identify(toIdentity(value));
    if (id === undefined) return false;
    const known = this.readFragment({ id, fragment: InboxVersionFragmentDoc });
    return known !== null && known.version > value["version"];
  }

  #readStored(id: string): Stored {
    const fields: Stored = {};
    this.modify<Stored>({
      id,
      fields: (value: unknown, { storeFieldName }: { storeFieldName: string }) => {
        fields[storeFieldName] = value;
        return value;
      },
    });
    return fields;
  }

  #putBack(id: string, fields: Stored): void {
    this.modify<Stored>({
      id,
      fields: (value: unknown, { storeFieldName }: { storeFieldName: string }) =>
        Object.hasOwn(fields, storeFieldName) ? fields[storeFieldName] : value,
    });
  }
}

function toIdentity(value: Stored): { __typename: string; id?: string } {
  const id = value["id"];
  return { __typename: String(value["__typename"]), ...(typeof id === "string" ? { id } : {}) };
}
