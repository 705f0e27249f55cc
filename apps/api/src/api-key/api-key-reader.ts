import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { ApiKeyViewer } from "../platform/viewer.ts";
import type { ApiKeyStore } from "./api-key.store.ts";
import { findBearer, hashSecret, parseApiKey } from "./api-key.ts";

/** Reads who asks from an Authorization header. */
export interface ApiKeyReader {
  /** Whether the headers carry a bearer token: then a cookie beside it counts for nothing. */
  isAsked(headers: IncomingHttpHeaders): boolean;
  /**
   * Null: no key of ours, a wrong secret, revoked or expired.
   * @param maxAgeMs - how old the answer may be; 0 asks the database, so that a revoked key ends at once.
   */
  read(headers: IncomingHttpHeaders, maxAgeMs: number): Promise<ApiKeyViewer | null>;
}

export interface ApiKeyReaderNeeds {
  readonly keys: Pick<ApiKeyStore, "findGood" | "touch">;
  readonly now: () => Date;
}

interface Known {
  readonly at: number;
  readonly viewer: Promise<ApiKeyViewer | null>;
}

const mostKnown = 10_000;
const touchEveryMs = 60_000;

export function createApiKeyReader(needs: ApiKeyReaderNeeds): ApiKeyReader {
  /** By the secret's hash: no secret is kept in memory. */
  const known = new Map<string, Known>();
  return {
    isAsked: ({ authorization }) => findBearer(authorization) !== null,
    async read({ authorization }, maxAgeMs) {
      const parts = parseApiKey(findBearer(authorization) ?? "");
      if (!parts) return null;
      const hash = hashSecret(parts.secret);
      const name = `${parts.prefix}:${hash.toString("base64")}`;
      const at = performance.now();
      const before = known.get(name);
      if (before && at - before.at < maxAgeMs) return before.viewer;
      if (known.size >= mostKnown) known.clear();
      const viewer = look(needs, parts.prefix, hash);
      known.set(name, { at, viewer });
      viewer.catch(() => known.delete(name));
      return viewer;
    },
  };
}

async function look({ keys, now }: ApiKeyReaderNeeds, prefix: string, hash: Buffer): Promise<ApiKeyViewer | null> {
  const at = now();
  const found = await keys.findGood(prefix, at);
  if (!found || !timingSafeEqual(found.secretHash, hash)) return null;
  const { workspaceId, uuid, name, scopes, lastUsedAt } = found;
  if (lastUsedAt === null || at.getTime() - lastUsedAt.getTime() >= touchEveryMs) await keys.touch(workspaceId, uuid, at);
  return { kind: "apiKey", workspaceId, keyId: uuid, name, scopes };
}
