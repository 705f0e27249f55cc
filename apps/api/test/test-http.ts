import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuth, type PasswordReset } from "../src/people/auth.ts";
import { createPerson, type CreatedPerson, type MemberRole } from "../src/people/create-person.ts";
import { type Database, poolOf } from "../src/platform/database.ts";
import { buildHttp, type Http, type HttpOptions } from "../src/platform/http.ts";
import { type KeyRing, parseKeyRing } from "../src/platform/key-ring.ts";
import { createLogger } from "../src/platform/logger.ts";
import type { RequestInfo } from "../src/platform/request-info.ts";
import { createViewerWatch } from "../src/platform/viewer-watch.ts";
import { createViewerReader, type ViewerReader } from "../src/platform/viewer.ts";
import { createGate, type Gate } from "./gate.ts";
import { createTestSchema } from "./test-schema.ts";

export const testPassword = "correct horse battery";
export const testOrigin = "http://relink.test";

export function testKeyRing(): KeyRing {
  const ring = parseKeyRing(`test:${Buffer.alloc(32, 9).toString("base64")}`);
  if (typeof ring === "string") throw new Error(ring);
  return ring;
}

export interface TestHttp extends Http {
  readonly viewers: ViewerReader;
  readonly resets: PasswordReset[];
  readonly gate: Gate;
  /** Signs in and answers the Cookie header; throws when it is refused. */
  signIn(email: string, password?: string): Promise<string>;
}

/** The HTTP server on a test's database, with a small schema of its own. */
export async function createTestHttp(
  database: Database,
  more: Partial<Pick<HttpOptions<RequestInfo>, "routes" | "webFolder" | "readViewer">> = {},
): Promise<TestHttp> {
  const keyRing = testKeyRing();
  const env = { publicUrl: testOrigin, trustedOrigins: [testOrigin], trustProxy: false, rehearsalUrl: null };
  const resets: PasswordReset[] = [];
  const auth = createAuth({
    ...env,
    pool: poolOf(database),
    keyRing,
    sendPasswordReset: async (reset) => void resets.push(reset),
    onError: () => undefined,
  });
  const viewers = createViewerReader({ database, keyRing, publicUrl: testOrigin, now: () => new Date() });
  const gate = createGate();
  const watch = createViewerWatch({ database, now: () => new Date(), onError: (error) => console.error(error), everyMs: 100 });
  const http = await buildHttp<RequestInfo>({
    env,
    log: createLogger("silent"),
    database,
    auth,
    viewers,
    watch,
    schema: createTestSchema(gate),
    createContext: (request) => request,
    webFolder: mkdtempSync(join(tmpdir(), "relink-web-")),
    ...more,
  });
  const signIn = async (email: string, password = testPassword): Promise<string> => {
    const answer = await http.app.inject({
      method: "POST",
      url: "/api/auth/sign-in/email",
      headers: { origin: testOrigin },
      payload: { email, password },
    });
    if (answer.statusCode !== 200) throw new Error(`Sign-in was refused: ${answer.body}`);
    return answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
  };
  const close = async (): Promise<void> => {
    watch.close();
    await http.close();
  };
  return { ...http, close, viewers, resets, gate, signIn };
}

/** A person with the test password, in a workspace that is made where it is missing. */
export function makePerson(
  database: Database,
  email: string,
  role: MemberRole = "MEMBER",
  workspace = "demo",
  at = new Date(),
): Promise<CreatedPerson> {
  const [name = email] = email.split("@");
  return createPerson(
    { database, now: () => at },
    { workspace: { name: workspace, slug: workspace }, email, name, role, password: testPassword, locale: "en" },
  );
}
