import { type Client, createClient } from "graphql-ws";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { until } from "./log-world.ts";

export interface GraphqlRefusal {
  readonly message: string;
  readonly code: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What one operation answered: its data, or the first error. */
export interface Answer<Data> {
  readonly data: Data | null;
  readonly refusal: GraphqlRefusal | null;
}

/** What a subscription has brought so far. */
export interface Following<Data> {
  readonly seen: Data[];
  failure: GraphqlRefusal | null;
  ended: boolean;
  /** Waits until so many came. */
  has(count: number): Promise<void>;
  /** Waits until the server has it, so that nothing that happens from then on is missed. */
  stands(): Promise<void>;
  stop(): Promise<void>;
}

type Credentials = { readonly cookie: string } | { readonly authorization: string };

/** A program with an API key, on the API at one address. */
export type KeyClient = Omit<MemberClient, "cookie">;

/** A person with a session, on the API at one address. */
export interface MemberClient {
  readonly cookie: string;
  ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer<Data>>;
  /** The data; throws what was refused. */
  get<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
  /** The refusal; throws where there is none, and where its sentence is none or tells what it must not. */
  refused(query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphqlRefusal>;
  follow<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Following<Data>;
}

interface RawError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

function toRefusal(error: RawError | undefined): GraphqlRefusal | null {
  if (!error) return null;
  return { message: error.message, code: String(error.extensions?.["code"]), extensions: error.extensions ?? {} };
}

/** Every refusal is a sentence for a person, without what no message may show. */
export function expectSentence({ message, code }: GraphqlRefusal): void {
  expect(message, code).toMatch(/^[A-Z0-9a-z"'].{8,300}[.!]$/s);
  expect(message, code).not.toMatch(
    /\bselect\b|\binsert\b|stack|node_modules|\.ts\b|\/srv|\/work|relink_app|127\.0\.0\.1|undefined|\[object/i,
  );
}

/** Signs in as a person does; answers the Cookie header. */
export async function signInAs(apiUrl: string, email: string, password: string, origin = apiUrl): Promise<string> {
  const response = await fetch(`${apiUrl}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`${email}: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .join("; ");
}

const clients: Client[] = [];

export async function closeSockets(): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
}

export function createMemberClient(apiUrl: string, cookie: string): MemberClient {
  return { cookie, ...createAsking(apiUrl, { cookie }) };
}

/** A program with an API key: over HTTP in a header, over WebSocket in connection_init. */
export function createKeyClient(apiUrl: string, key: string): KeyClient {
  return createAsking(apiUrl, { authorization: `Bearer ${key}` });
}

function createAsking(apiUrl: string, credentials: Credentials): KeyClient {
  const ask: MemberClient["ask"] = async <Data>(query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const response = await fetch(`${apiUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...credentials },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: Data; errors?: RawError[] };
    return { data: body.data ?? null, refusal: toRefusal(body.errors?.[0]) };
  };
  return {
    ask,
    async get<Data>(query: string, variables = {}) {
      const { data, refusal } = await ask<Data>(query, variables);
      if (refusal) throw new Error(`${refusal.code}: ${refusal.message} ${JSON.stringify(refusal.extensions)}`);
      return data as Data;
    },
    async refused(query, variables = {}) {
      const { data, refusal } = await ask(query, variables);
      if (!refusal) throw new Error(`It was not refused: ${JSON.stringify(data)}`);
      expectSentence(refusal);
      return refusal;
    },
    follow: (query, variables = {}) => follow(apiUrl, credentials, query, variables),
  };
}

function follow<Data>(
  apiUrl: string,
  credentials: Credentials,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Following<Data> {
  class PersonSocket extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers: "cookie" in credentials ? credentials : {} });
    }
  }
  const client = createClient({
    url: `${apiUrl.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: PersonSocket,
    retryAttempts: 0,
    connectionParams: "cookie" in credentials ? {} : { ...credentials },
  });
  clients.push(client);
  let stands = false;
  const failWith = (error: unknown): void => {
    following.failure = Array.isArray(error) ? toRefusal(error[0]) : { message: String(error), code: "SOCKET", extensions: {} };
  };
  const following: Following<Data> = {
    seen: [],
    failure: null,
    ended: false,
    has: (count) => until(() => following.seen.length >= count || following.failure !== null, `${count} come over ${query.slice(0, 60)}`),
    stands: () => until(() => stands || following.failure !== null, `${query.slice(0, 60)} stands`),
    stop: async () => client.dispose(),
  };
  client.subscribe<Data>(
    { query, variables },
    {
      next: ({ data, errors }) => (errors ? failWith(errors) : data && following.seen.push(data)),
      error: failWith,
      complete: () => void (following.ended = true),
    },
  );
  // What is asked after it on the same socket is answered after it stands.
  client.subscribe({ query: "{ __typename }" }, { next: () => (stands = true), error: () => undefined, complete: () => undefined });
  return following;
}
