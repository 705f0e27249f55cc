import { WebSocket } from "ws";
import { type Contestant, type Protocol, type Round, runRounds } from "./measure/rounds.ts";
import type { ServerProcess } from "./measure/server-process.ts";
import { startApi, startBaseline } from "./world/api-process.ts";
import { readLogHead } from "./world/log-head.ts";
import { growLog } from "./world/long-log.ts";
import type { Person, World } from "./world/world.ts";

/** How far back the cursor is. */
const count = 100_000;
const cursorLength = 30;
const id = "00000000-0000-4000-8000-000000000000";
const head = `{"id":"${id}","type":"next","payload":{"data":{"inboxEvents":{"cursor":"`;

/** All that an event itself says, in the order in which it is stored: so every answer can be compared with the log's own text. */
const query = `subscription ($after: Cursor) { inboxEvents(after: $after) { cursor id type at actorKind actorName reason providerCode
  fromState toState fromProvider toProvider grantId arrivedMeanwhile gap { uidValidity firstUid lastUid } inboxId inboxVersion } }`;

function isRight(text: string, tail: string | undefined): boolean {
  return tail !== undefined && text.length === head.length + cursorLength + tail.length && text.startsWith(head) && text.endsWith(tail);
}

/** One consumer that comes back: a socket, a cursor, and all that happened since; resolves once the last event is there. */
function catchUp(url: string, { cookie }: Person, after: string, tails: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws", { headers: { cookie } });
    let received = 0;
    const end = (then: () => void): void => {
      clearTimeout(late);
      socket.off("close", onClose);
      socket.terminate();
      then();
    };
    const onClose = (code: number): void => end(() => reject(new Error(`Closed with ${code} after ${received} events.`)));
    const late = setTimeout(() => end(() => reject(new Error(`Only ${received} events within a minute.`))), 60_000);
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("close", onClose);
    socket.on("open", () => socket.send('{"type":"connection_init"}'));
    socket.on("message", (data) => {
      const text = String(data);
      if (text.includes('"connection_ack"'))
        return socket.send(JSON.stringify({ id, type: "subscribe", payload: { query, variables: { after } } }));
      if (!isRight(text, tails[received]))
        return end(() => reject(new Error(`Event ${received + 1} is not what the log says: ${text.slice(0, 900)}`)));
      received += 1;
      if (received === tails.length) end(resolve);
    });
  });
}

function createContestant(server: ServerProcess, databaseCpu: () => number, once: () => Promise<void>): Contestant {
  return {
    async run(ms) {
      const [cpu, database, start] = [await server.cpuMs(), databaseCpu(), performance.now()];
      let operations = 0;
      while (performance.now() < start + ms) {
        await once();
        operations += count;
      }
      const wallMs = performance.now() - start;
      return { operations, wallMs, cpuMs: (await server.cpuMs()) - cpu, databaseCpuMs: databaseCpu() - database };
    },
  };
}

/** G6: one consumer at a time goes on from where it was, 100,000 events ago. */
export async function benchCatchUp(world: World, protocol: Protocol, nodeOptions: readonly string[] = []): Promise<readonly Round[]> {
  const person = world.turners.at(-1);
  if (!person) throw new Error("There is nobody.");
  const api = await startApi(world, nodeOptions);
  const servers = [api];
  try {
    const after = await readLogHead(api.url, person);
    const { before, bodies } = await growLog(world, person, count);
    const tails = bodies.map((body) => `",${body.slice(1)}}}}`);
    const bare = await startBaseline(world, "catch-up", { WORKSPACE: person.workspaceId, AFTER: String(before) });
    servers.push(bare);
    const toContestant = (server: ServerProcess): Contestant =>
      createContestant(server, world.databaseCpu, () => catchUp(server.url, person, after, tails));
    // A slice ends with a whole catch-up, and so lasts longer than it should: less is needed beforehand.
    return await runRounds(toContestant(api), toContestant(bare), { ...protocol, settleMs: Math.min(protocol.settleMs, 5_000) });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
