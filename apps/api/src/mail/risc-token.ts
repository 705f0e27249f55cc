import { compactVerify, createRemoteJWKSet, customFetch, decodeJwt, errors, type FetchImplementation } from "jose";
import { fetchJson } from "./bounded-fetch.ts";
import { parseRiscEvents, parseRiscVerification, type RiscEvent } from "./risc-event.ts";

/** A security event token (RFC 8417) that Google signed for us. */
export interface RiscToken {
  /** Unique at the issuer: the same token may be sent again. */
  readonly jti: string;
  readonly issuer: string;
  /** Those of our applications that it is for. */
  readonly clientIds: readonly string[];
  readonly events: readonly RiscEvent[];
  /** What was sent along with a test of the receiver; null where it is none. */
  readonly verification: string | null;
}

export type ReadRiscToken =
  | { readonly ok: true; readonly token: RiscToken }
  /** INVALID: no token of Google's for us. UNAVAILABLE: its keys can't be had now, so that nothing can be said. */
  | { readonly ok: false; readonly why: "INVALID" | "UNAVAILABLE" };

export interface RiscReader {
  read(text: string): Promise<ReadRiscToken>;
}

export interface RiscReaderOptions {
  /** Google's risc-configuration; it names issuer and keys. */
  readonly configurationUrl: string;
  /** Which of these client ids are ours; with none, no token is for us. */
  readonly findOurs: (audience: readonly string[]) => Promise<readonly string[]>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Source {
  readonly issuer: string;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

const configurationKeptMs = 60 * 60_000;
const failureKeptMs = 10_000;
const unavailable: ReadRiscToken = { ok: false, why: "UNAVAILABLE" };
const invalid: ReadRiscToken = { ok: false, why: "INVALID" };

const boundedFetch: FetchImplementation = async (url, { signal }) => {
  const found = await fetchJson(url, signal);
  return new Response(JSON.stringify(found), { status: found ? 200 : 502 });
};

/** Verifies what Google sends to the Cross-Account Protection receiver. `exp` is not looked at: an event stays true. */
export function createRiscReader(options: RiscReaderOptions): RiscReader {
  const find = createSourceFinder(options);
  return {
    async read(text) {
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return invalid;
      // What is for nobody here is not worth asking Google for its keys. The signature is over the same bytes.
      const clientIds = await options.findOurs(claimedAudience(text));
      if (clientIds.length === 0) return invalid;
      const source = await find();
      if (!source) return unavailable;
      const claims = await verify(text, source);
      return claims === "UNAVAILABLE" ? unavailable : judge(claims, source.issuer, clientIds);
    },
  };
}

const mostAudience = 100;

/** Whom a token is for, as it says itself. */
function claimedAudience(text: string): readonly string[] {
  try {
    const { aud } = decodeJwt(text);
    return (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === "string").slice(0, mostAudience);
  } catch {
    return [];
  }
}

/** Issuer and keys as the configuration names them, for an hour; a configuration that can't be had is asked for again after 10 s. */
function createSourceFinder({ configurationUrl, now }: RiscReaderOptions): () => Promise<Source | null> {
  let found: { readonly source: Promise<Source | null>; readonly until: number } | null = null;
  const find = async (): Promise<Source | null> => {
    const configuration = await fetchJson(configurationUrl);
    const [issuer, jwksUri] = [configuration?.["issuer"], configuration?.["jwks_uri"]];
    if (typeof issuer !== "string" || typeof jwksUri !== "string" || !URL.canParse(jwksUri)) return null;
    return { issuer, keys: createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 5_000, [customFetch]: boundedFetch }) };
  };
  return async () => {
    if (!found || found.until <= now()) {
      const source = find();
      found = { source, until: now() + configurationKeptMs };
      if (!(await source)) found = { source, until: now() + failureKeptMs };
    }
    return found.source;
  };
}

async function verify(text: string, { keys }: Source): Promise<Readonly<Record<string, unknown>> | null | "UNAVAILABLE"> {
  try {
    const { payload } = await compactVerify(text, keys, { algorithms: ["RS256"] });
    const claims: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch (error) {
    if (
      error instanceof errors.JWKSNoMatchingKey ||
      error instanceof errors.JWSInvalid ||
      error instanceof errors.JWSSignatureVerificationFailed
    )
      return null;
    if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported || error instanceof SyntaxError) return null;
    return "UNAVAILABLE";
  }
}

function judge(claims: Readonly<Record<string, unknown>> | null, issuer: string, clientIds: readonly string[]): ReadRiscToken {
  const jti = claims?.["jti"];
  const events = parseRiscEvents(claims?.["events"]);
  if (claims?.["iss"] !== issuer || events === null || typeof jti !== "string" || jti === "" || jti.length > 255) return invalid;
  return { ok: true, token: { jti, issuer, clientIds, events, verification: parseRiscVerification(claims?.["events"]) } };
}
