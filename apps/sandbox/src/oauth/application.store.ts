import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import type { JWK } from "jose";
import type { Database, Query } from "../platform/database.ts";
import type { SignInHost } from "./sign-in-host.ts";

export const tokenReplies = ["503", "429", "html", "hang", "invalid_client"] as const;
export const revokeReplies = ["503", "hang"] as const;
export type TokenReply = (typeof tokenReplies)[number];
export type RevokeReply = (typeof revokeReplies)[number];

/** Relink's registration at one of the two providers, with the keys of that provider. */
export type Application = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingKey: JWK;
  readonly cookieKey: string;
  readonly pairwiseSalt: string;
};

export type EndpointTrouble = { readonly tokenReply: TokenReply | null; readonly revokeReply: RevokeReply | null };

/** The name that consent and account pages show. */
export const applicationName = "Relink";

const columns = `client_id as "clientId", client_secret as "clientSecret", signing_key as "signingKey",
  cookie_key as "cookieKey", pairwise_salt as "pairwiseSalt"`;

export class Applications {
  readonly #query: Query;

  constructor({ query }: Database) {
    this.#query = query;
  }

  /** The registration made at the first start; the same ever after. */
  async get(host: SignInHost): Promise<Application> {
    const registered = (await this.#find(host)) ?? (await this.#register(host));
    if (!registered) throw new Error(`The application at ${host} was not stored.`);
    return registered;
  }

  async trouble(host: SignInHost): Promise<EndpointTrouble> {
    const rows = await this.#query<EndpointTrouble>(
      `select token_reply as "tokenReply", revoke_reply as "revokeReply" from sandbox.application where provider = $1`,
      [host],
    );
    return rows[0] ?? { tokenReply: null, revokeReply: null };
  }

  async setTrouble(host: SignInHost, { tokenReply, revokeReply }: Partial<EndpointTrouble>): Promise<void> {
    const set = (column: "token_reply" | "revoke_reply", value: string | null) =>
      this.#query(`update sandbox.application set ${column} = $2 where provider = $1`, [host, value]);
    if (tokenReply !== undefined) await set("token_reply", tokenReply);
    if (revokeReply !== undefined) await set("revoke_reply", revokeReply);
  }

  async #find(host: SignInHost): Promise<Application | null> {
    const rows = await this.#query<Application>(`select ${columns} from sandbox.application where provider = $1`, [host]);
    return rows[0] ?? null;
  }

  async #register(host: SignInHost): Promise<Application | null> {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const kid = randomBytes(8).toString("hex");
    const signingKey = { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid };
    await this.#query(
      `insert into sandbox.application (provider, client_id, client_secret, signing_key, cookie_key, pairwise_salt)
       values ($1, $2, $3, $4, $5, $6) on conflict (provider) do nothing`,
      [host, `relink-at-${host}-sandbox`, secret(), JSON.stringify(signingKey), secret(), secret()],
    );
    return this.#find(host);
  }
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}
