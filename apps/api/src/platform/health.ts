import type { FastifyInstance } from "fastify";
import type { Database } from "./database.ts";

export interface HealthOptions {
  readonly database: Pick<Database, "query">;
  readonly isShuttingDown: () => boolean;
}

const answerLimitMs = 2_000;

async function databaseAnswers(database: Pick<Database, "query">): Promise<boolean> {
  const limit = AbortSignal.timeout(answerLimitMs);
  const late = new Promise<false>((done) => limit.addEventListener("abort", () => done(false)));
  const answer = database.query("select 1").then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]);
}

/** /healthz: the process is up. /readyz: it can serve; the server only listens once migrations are done. */
export function registerHealth(app: FastifyInstance, { database, isShuttingDown }: HealthOptions): void {
  app.get("/healthz", { logLevel: "warn" }, async () => ({ status: "up" }));
  app.get("/readyz", { logLevel: "warn" }, async (_request, reply) => {
    if (isShuttingDown()) return reply.code(503).send({ status: "shutting down" });
    if (!(await databaseAnswers(database))) return reply.code(503).send({ status: "the database does not answer" });
    return { status: "ready" };
  });
}
