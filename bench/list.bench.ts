import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { explainReason, remedyFor } from "@relink/domain";
import type { Job } from "./measure/drive-http.ts";
import { createHttpContestant } from "./measure/http-contestant.ts";
import { type Protocol, type Round, runRounds, shuffled } from "./measure/rounds.ts";
import type { ServerProcess } from "./measure/server-process.ts";
import { startApi, startBaseline } from "./world/api-process.ts";
import type { Person, World } from "./world/world.ts";

/** The fields are those of the web page, from its own file. */
const fragment = readFileSync(new URL("../apps/web/src/inbox/inbox-row.graphql", import.meta.url), "utf8");
const query = `query Inboxes($locale: String) { inboxes(first: 50) { nodes { ...InboxRow } totalCount } }\n${fragment}`;
const connections = 16;

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function toCandidate({ cookie }: Person): Request {
  return {
    path: "/graphql",
    headers: { "content-type": "application/json", cookie },
    body: JSON.stringify({ query, variables: { locale: "en" } }),
  };
}

function toBaseline({ workspaceId }: Person): Request {
  return { path: "/", headers: { "content-type": "application/json" }, body: JSON.stringify({ workspaceId }) };
}

async function ask(server: ServerProcess, { path, headers, body }: Request): Promise<string> {
  const answer = await fetch(new URL(path, server.url), { method: "POST", headers, body });
  return answer.text();
}

function assertPage(answer: unknown): void {
  const page = answer as { data: { inboxes: { nodes: { address: string }[] } } };
  const addresses = page.data.inboxes.nodes.map(({ address }) => address);
  deepStrictEqual(addresses.length, 50);
  deepStrictEqual(addresses, [...addresses].toSorted());
}

/** Every page once: both servers must say the same, and from then on exactly this text. */
async function readPages(people: readonly Person[], candidate: ServerProcess, baseline: ServerProcess) {
  const jobs: { readonly candidate: Job; readonly baseline: Job }[] = [];
  for (const person of people) {
    const requests = { candidate: toCandidate(person), baseline: toBaseline(person) };
    const texts = { candidate: await ask(candidate, requests.candidate), baseline: await ask(baseline, requests.baseline) };
    deepStrictEqual(JSON.parse(texts.candidate), JSON.parse(texts.baseline));
    assertPage(JSON.parse(texts.candidate));
    const isSame = (right: string) => (text: string) => (text === right ? null : "not the page of this workspace");
    jobs.push({
      candidate: { ...requests.candidate, check: isSame(texts.candidate) },
      baseline: { ...requests.baseline, check: isSame(texts.baseline) },
    });
  }
  return jobs;
}

/** G2: the first 50 inboxes with the fields of the web page, of one workspace after the other. */
export async function benchList(world: World, protocol: Protocol, nodeOptions: readonly string[] = []): Promise<readonly Round[]> {
  const texts = { explanation: explainReason("ACCESS_REVOKED", "en"), remedy: remedyFor("ACCESS_REVOKED", "en") };
  const servers = [await startApi(world, nodeOptions), await startBaseline(world, "list", { TEXTS: JSON.stringify(texts) })] as const;
  try {
    const pages = shuffled(await readPages(world.listers, ...servers), protocol.random);
    let place = 0;
    const nextOf = (whose: "candidate" | "baseline") => () => pages[place++ % pages.length]?.[whose] ?? null;
    const shared = { connections, databaseCpu: world.databaseCpu };
    const candidate = createHttpContestant({ ...shared, server: servers[0], next: nextOf("candidate") });
    const baseline = createHttpContestant({ ...shared, server: servers[1], next: nextOf("baseline") });
    return await runRounds(candidate, baseline, protocol);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
