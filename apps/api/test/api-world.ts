import { afterAll, beforeAll } from "vitest";
import { createPerson, type CreatedPerson, type MemberRole } from "../src/people/create-person.ts";
import { toGlobalId } from "../src/platform/global-id.ts";
import { closeSockets, createMemberClient, type MemberClient, signInAs } from "./api-client.ts";
import { findFreePort, type RunningApi, startApi, testKeys } from "./api-process.ts";
import { type ProviderWorld, useProviderWorld } from "./provider-world.ts";
import { type TestDatabase, useTestDatabase } from "./test-database.ts";

const password = "correct horse battery";
const people = {
  sofia: { workspace: "demo", role: "SUPER_ADMIN" },
  adam: { workspace: "demo", role: "ADMIN" },
  ola: { workspace: "demo", role: "MEMBER" },
  bruno: { workspace: "demo", role: "MEMBER" },
  olga: { workspace: "other", role: "SUPER_ADMIN" },
} as const satisfies Record<string, { workspace: string; role: MemberRole }>;

export type PersonName = keyof typeof people;

/** What the rehearsal servers wrote down. */
export interface SandboxFact {
  readonly id: number;
  readonly kind: string;
  readonly account: string | null;
  readonly detail: {
    readonly grant?: string | null;
    readonly result?: string;
    readonly ended?: readonly string[];
    /** Of an `access-removed`: what ended with it. */
    readonly grants?: readonly string[];
    /** How often the refresh token of a `refresh-ok` had been used before; at Microsoft alone, whose tokens rotate. */
    readonly reuse?: number;
  };
}

export interface ApiWorld extends TestDatabase {
  readonly url: string;
  /** The settings of the running API; another process with the same ones is a second server of the same installation. */
  readonly variables: Readonly<Record<string, string>>;
  readonly sandbox: ProviderWorld;
  readonly ids: Readonly<Record<PersonName, CreatedPerson>>;
  /** The public id of a member. */
  memberId(name: PersonName): string;
  asMember(name: PersonName, apiUrl?: string): Promise<MemberClient>;
  /** The sandbox's own log. */
  facts(kind: string, account?: string, after?: number): Promise<readonly SandboxFact[]>;
}

export interface ApiWorldOptions {
  readonly timeScale?: number;
  /** False: only the settings; the test starts the API itself. */
  readonly start?: boolean;
  /** Default: all. */
  readonly role?: "all" | "api" | "worker";
  /** Settings that differ from those of the rehearsal. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A fresh database, the rehearsal servers, two workspaces with their members, and the API on a free port. */
export function useApiWorld(options: ApiWorldOptions = {}): () => ApiWorld {
  const database = useTestDatabase();
  const sandbox = useProviderWorld();
  let world: ApiWorld | null = null;
  let api: RunningApi | null = null;
  beforeAll(async () => {
    const port = await findFreePort();
    const variables = {
      ...sandbox().variables,
      PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      DATABASE_URL: database().appUrl,
      DATABASE_OWNER_URL: database().ownerUrl,
      RELINK_KEYS: testKeys,
      RELINK_TIME_SCALE: String(options.timeScale ?? 1),
      RELINK_ROLE: options.role ?? "all",
      LOG_LEVEL: "error",
      ...options.variables,
      RELINK_WAITS: toWaits(options),
    };
    const ids = await createPeople(database());
    if (options.start !== false) api = await startApi(variables);
    world = createWorld({ database: database(), sandbox: sandbox(), variables, ids });
  });
  afterAll(async () => {
    await closeSockets();
    await api?.close();
  });
  return () => {
    if (!world) throw new Error("The API is there once the tests run.");
    return world;
  };
}

/**
 * Where waits are not shortened, no test can wait for a check that comes by itself; one that came would change what it compares.
 * Where they are, a sign-in on a busy machine would outlast its attempt; who wants one to lapse says so.
 */
function toWaits({ timeScale, variables }: ApiWorldOptions): string {
  const own = variables?.["RELINK_WAITS"];
  const shared = timeScale === undefined ? "checkInterval=90d" : "attempt=90d";
  return own === undefined ? shared : own.includes(shared.split("=")[0] ?? "") ? own : `${shared},${own}`;
}

async function createPeople({ database }: TestDatabase): Promise<Record<PersonName, CreatedPerson>> {
  const made: Partial<Record<PersonName, CreatedPerson>> = {};
  for (const [name, { workspace, role }] of Object.entries(people) as [PersonName, (typeof people)[PersonName]][]) {
    const person = {
      workspace: { name: workspace, slug: workspace },
      email: `${name}@${workspace}.test`,
      name,
      role,
      password,
      locale: "en",
    } as const;
    made[name] = await createPerson({ database, now: () => new Date() }, person);
  }
  return made as Record<PersonName, CreatedPerson>;
}

interface Made {
  readonly database: TestDatabase;
  readonly sandbox: ProviderWorld;
  readonly variables: Readonly<Record<string, string>> & { readonly PUBLIC_URL: string };
  readonly ids: Record<PersonName, CreatedPerson>;
}

function createWorld({ database, sandbox, variables, ids }: Made): ApiWorld {
  const url = variables.PUBLIC_URL;
  const cookies = new Map<PersonName, Promise<string>>();
  const cookieOf = (name: PersonName, apiUrl: string): Promise<string> => {
    const cookie = cookies.get(name) ?? signInAs(apiUrl, `${name}@${people[name].workspace}.test`, password, url);
    cookies.set(name, cookie);
    return cookie;
  };
  return {
    ...database,
    url,
    variables,
    sandbox,
    ids,
    memberId: (name) => toGlobalId("member", ids[name].memberId),
    asMember: async (name, apiUrl = url) => createMemberClient(apiUrl, await cookieOf(name, apiUrl)),
    async facts(kind, account, after = 0) {
      const search = new URLSearchParams({ kind, after: String(after), ...(account ? { account } : {}) });
      const response = await fetch(`${sandbox.ready.httpUrl}/sandbox/api/log?${search}`);
      return (await response.json()) as readonly SandboxFact[];
    },
  };
}
