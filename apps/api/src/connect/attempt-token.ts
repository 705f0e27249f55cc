import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Which attempt a token speaks of. */
export interface AttemptRef {
  readonly workspaceId: string;
  readonly attemptId: string;
}

/** What one browser's sign-in is bound by; nonce and code verifier come from its cookie's secret, so nothing of them is stored. */
export interface SignInSecrets {
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface AttemptTokens {
  /** Stands in authorizationUrl: always the same for one attempt, so that a repeated request can be answered again. */
  toStartToken(ref: AttemptRef): string;
  parseStartToken(token: string): AttemptRef | null;
  /** A new one each time the browser sets out. */
  newState(ref: AttemptRef): string;
  parseState(state: string): AttemptRef | null;
  secretsOf(ref: AttemptRef, browserSecret: string): SignInSecrets;
}

const idBytes = 16;
const macBytes = 16;
const tokenPattern = /^[A-Za-z0-9_-]{40,120}$/;

export function newBrowserSecret(): string {
  return randomBytes(32).toString("base64url");
}

export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

function toBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function toUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @param key - 32 bytes, derived from the key ring for the purpose "attempt". */
export function createAttemptTokens(key: Buffer): AttemptTokens {
  const mac = (purpose: string, body: Buffer) => createHmac("sha256", key).update(purpose).update(body).digest().subarray(0, macBytes);
  const write = (purpose: string, ref: AttemptRef, chance: Buffer) => {
    const body = Buffer.concat([toBytes(ref.workspaceId), toBytes(ref.attemptId), chance]);
    return Buffer.concat([body, mac(purpose, body)]).toString("base64url");
  };
  const read = (purpose: string, token: string, chanceBytes: number): AttemptRef | null => {
    if (!tokenPattern.test(token)) return null;
    const bytes = Buffer.from(token, "base64url");
    const length = idBytes * 2 + chanceBytes;
    if (bytes.length !== length + macBytes) return null;
    const body = bytes.subarray(0, length);
    if (!timingSafeEqual(mac(purpose, body), bytes.subarray(length))) return null;
    return { workspaceId: toUuid(body.subarray(0, idBytes)), attemptId: toUuid(body.subarray(idBytes, idBytes * 2)) };
  };
  return {
    toStartToken: (ref) => write("start", ref, Buffer.alloc(0)),
    parseStartToken: (token) => read("start", token, 0),
    newState: (ref) => write("state", ref, randomBytes(16)),
    parseState: (state) => read("state", state, 16),
    secretsOf(ref, browserSecret) {
      const derive = (purpose: string) =>
        createHmac("sha256", key).update(`${purpose}\0${ref.attemptId}\0${browserSecret}`).digest("base64url");
      return { nonce: derive("nonce"), codeVerifier: derive("verifier") };
    },
  };
}
