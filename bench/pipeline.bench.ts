import { deepStrictEqual } from "node:assert";
import { join } from "node:path";
import { bundleProgram } from "./candidates/bundle.ts";
import { createHttpContestant } from "./measure/http-contestant.ts";
import { type Protocol, type Round, runRounds } from "./measure/rounds.ts";
import { startServerProcess } from "./measure/server-process.ts";
import { startBaseline } from "./world/api-process.ts";

const fields = "id kind address displayName provider mailHost state stateChangedAt providerAccess version createdAt";
const requests = {
  one: { query: `query One($id: ID!) { inbox(id: $id) { ${fields} } }`, variables: { id: "inbox_0198c000000070008000000000000001" } },
  list: { query: `query List($first: Int) { inboxes(first: $first) { nodes { ${fields} } } }`, variables: { first: 50 } },
} as const;
const connections = 16;
const headers = { "content-type": "application/json" };

/** G3: HTTP, GraphQL and presenters alone, over inboxes in memory: one object, or a list of 50, eleven plain fields each. */
export async function benchPipeline(
  folder: string,
  which: keyof typeof requests,
  protocol: Protocol,
  nodeOptions: readonly string[] = [],
): Promise<readonly Round[]> {
  const script = await bundleProgram("pipeline", "bench/candidates/pipeline.ts");
  const logFile = join(folder, "pipeline.log");
  const servers = [
    await startServerProcess({ script, logFile, nodeOptions: ["--enable-source-maps", ...nodeOptions] }),
    await startBaseline({ folder }, "pipeline"),
  ] as const;
  const body = JSON.stringify(requests[which]);
  const ask = async (url: string): Promise<string> => (await fetch(url, { method: "POST", headers, body })).text();
  try {
    const urls = [`${servers[0].url}/graphql`, servers[1].url] as const;
    const [candidateText, baselineText] = [await ask(urls[0]), await ask(urls[1])];
    deepStrictEqual(JSON.parse(candidateText), JSON.parse(baselineText));
    const job = (path: string, right: string) => ({
      path,
      headers,
      body,
      check: (text: string) => (text === right ? null : "another answer than before"),
    });
    const [candidateJob, baselineJob] = [job("/graphql", candidateText), job("/", baselineText)];
    const candidate = createHttpContestant({ connections, server: servers[0], next: () => candidateJob });
    const baseline = createHttpContestant({ connections, server: servers[1], next: () => baselineJob });
    return await runRounds(candidate, baseline, protocol);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
