import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import type { JWK } from "jose";
import type { Database, Query } from "../platform/database.ts";
import { hostTokenReplies, troubleKinds } from "../rehearsal/trouble.ts";
import type { TroubleKind } from "../rehearsal/trouble.ts";
import type { SignInHost } from "./sign-in-host.ts";

export const tokenReplies = ["503", "429", "html", "hang", "invalid_client"] as const;
export const revokeReplies = ["503", "hang"] as const;
/** `drop`: the server is stopped for a rehearsal; the connection ends without a word. */
export type TokenReply = (typeof tokenReplies)[number] | "drop";
export type RevokeReply = (typeof revokeReplies)[number];

/** Relink's registration at one of the two providers, with the keys of that provider. */
export type Application = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingKey: JWK;
  readonly cookieKey: string;
  readonly pairwiseSalt: string;
};

export type EndpointTrouble = {
  readonly tokenReply: TokenReply | null;
  readonly revokeReply: RevokeReply | null;
  /** For how long what is consented to from now on lasts, real seconds; null: until it is ended. */
  readonly accessLastsSeconds: number | null;
};

/** The name that consent and account pages show. */
export const applicationName = "Relink";

/** An application besides Relink's own, that a company registered for itself. */
export type OtherApplication = { readonly clientId: string; readonly clientSecret: string; readonly name: string };

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

  /** Registers one more application, or gives a registered one another secret or name. */
  async addOther(host: SignInHost, { clientId, clientSecret, name }: OtherApplication): Promise<void> {
    await this.#query(
      `insert into sandbox.other_application (provider, client_id, client_secret, name) values ($1, $2, $3, $4)
       on conflict (provider, client_id) do update set client_secret = excluded.client_secret, name = excluded.name`,
      [host, clientId, clientSecret, name],
    );
  }

  async findOther(host: SignInHost, clientId: string): Promise<OtherApplication | null> {
    const rows = await this.#query<OtherApplication>(
      `select client_id as "clientId", client_secret as "clientSecret", name from sandbox.other_application where provider = $1 and client_id = $2`,
      [host, clientId],
    );
    return rows[0] ?? null;
  }

  /** All applications at a provider, by the names that its pages show. */
  async list(host: SignInHost): Promise<readonly { readonly clientId: string; readonly name: string }[]> {
    const others = await this.#query<{ clientId: string; name: string }>(
      `select client_id as "clientId", name from sandbox.other_application where provider = $1 order by name, client_id`,
      [host],
    );
    const own = await this.#find(host);
    return own ? [{ clientId: own.clientId, name: applicationName }, ...others] : others;
  }

  async nameOf(host: SignInHost, clientId: string): Promise<string> {
    return (await this.findOther(host, clientId))?.name ?? applicationName;
  }

  async trouble(host: SignInHost): Promise<EndpointTrouble> {
    const rows = await this.#query<EndpointTrouble & { kinds: TroubleKind[] }>(
      `select token_reply as "tokenReply", revoke_reply as "revokeReply", access_lasts_seconds as "accessLastsSeconds",
         array(select kind from sandbox.trouble where scope = 'host' and target = $1) as kinds
         from sandbox.application where provider = $1`,
      [host],
    );
    const { kinds = [], tokenReply = null, revokeReply = null, accessLastsSeconds = null } = rows[0] ?? {};
    const rehearsed = troubleKinds.find((kind) => kinds.includes(kind) && hostTokenReplies[kind]);
    return { tokenReply: rehearsed ? (hostTokenReplies[rehearsed] ?? null) : tokenReply, revokeReply, accessLastsSeconds };
  }

  async setTrouble(host: SignInHost, { tokenReply, revokeReply, accessLastsSeconds }: Partial<EndpointTrouble>): Promise<void> {
    const set = (column: "token_reply" | "revoke_reply" | "access_lasts_seconds", value: string | number | null) =>
      this.#query(`update sandbox.application set ${column} = $2 where provider = $1`, [host, value]);
    if (tokenReply !== undefined) await set("token_reply", tokenReply);
    if (revokeReply !== undefined) await set("revoke_reply", revokeReply);
    if (accessLastsSeconds !== undefined) await set("access_lasts_seconds", accessLastsSeconds);
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
