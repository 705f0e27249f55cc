import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from "jose";

const typePrefix = "https://schemas.openid.net/secevent/";

/** Who signs reports about accounts: a configuration and keys over HTTP, as Google has them. */
export interface RiscServer {
  readonly configurationUrl: string;
  readonly issuer: string;
  /** Signed as Google signs; `more` replaces claims. */
  sign(
    claims: Readonly<Record<string, unknown>>,
    how?: { readonly key?: CryptoKey; readonly kid?: string; readonly alg?: string },
  ): Promise<string>;
  /** The `events` claim of one event. */
  event(type: string, subject: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** The `events` claim of a test of the receiver: it has no subject. */
  verification(state: string | undefined): Record<string, unknown>;
  /** From now on it answers this to everything; null: as it should. */
  failWith(status: number | null): void;
  close(): Promise<void>;
}

export async function startRiscServer(): Promise<RiscServer> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: "risc-1", alg: "RS256", use: "sig" };
  let failure: number | null = null;
  const server: Server = createServer((request, response) => {
    if (failure !== null) return void response.writeHead(failure).end("{}");
    const body = request.url === "/keys" ? { keys: [jwk] } : { issuer: "https://accounts.risc.test/", jwks_uri: `${url}/keys` };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    configurationUrl: `${url}/.well-known/risc-configuration`,
    issuer: "https://accounts.risc.test/",
    sign(claims, { key = privateKey, kid = "risc-1", alg = "RS256" } = {}) {
      return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg, kid, typ: "secevent+jwt" }).sign(key);
    },
    event: (type, subject) => ({ [`${typePrefix}${type}`]: { subject } }),
    verification: (state) => ({ [`${typePrefix}risc/event-type/verification`]: { state } }),
    failWith(status) {
      failure = status;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
