import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { parseBusPayload, toBusPayloads } from "./bus-payload.ts";
import { type Bus, type BusChange, createBus } from "./bus.ts";
import { newId } from "./new-id.ts";

const testDatabase = useTestDatabase();
const open: Bus[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bus) => bus.close()));
});

interface Heard {
  readonly grown: string[];
  readonly changes: BusChange[];
  lost: number;
}

function createProcess(): { bus: Bus; heard: Heard } {
  const bus = createBus({ url: testDatabase().appUrl, onError: () => undefined });
  open.push(bus);
  const heard: Heard = { grown: [], changes: [], lost: 0 };
  bus.onLogGrew((workspaceId) => heard.grown.push(workspaceId));
  bus.onChanged((change) => heard.changes.push(change));
  bus.onLost(() => (heard.lost += 1));
  return { bus, heard };
}

async function admin(statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: testDatabase().adminUrl });
  await client.connect();
  const result = await client.query(statement);
  await client.end();
  return result.rowCount ?? 0;
}

const cut = () =>
  admin(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'relink bus%' and datname = current_database()",
  );

test("what happens in one process is heard at once there, and soon in the others, each thing once", async () => {
  const [one, other] = [createProcess(), createProcess()];
  await until(() => one.heard.lost > 0 && other.heard.lost > 0, "both listen");
  const workspaceId = newId();
  const change: BusChange = { workspaceId, topic: "NOTIFICATION", id: newId() };
  for (let time = 0; time < 5; time += 1) one.bus.logGrew(workspaceId);
  one.bus.changed(change);
  expect(one.heard.grown.length).toBe(5);
  expect(one.heard.changes).toEqual([change]);
  await until(() => other.heard.changes.length > 0, "the other hears it");
  expect(other.heard.grown).toEqual([workspaceId]);
  expect(other.heard.changes).toEqual([change]);
  one.bus.logGrew(workspaceId);
  await until(() => other.heard.grown.length === 2, "the next one too");
  expect(one.heard.grown.length).toBe(6);
});

test("a thousand hints at once fit into payloads that PostgreSQL takes", async () => {
  const [one, other] = [createProcess(), createProcess()];
  await until(() => one.heard.lost > 0 && other.heard.lost > 0, "both listen");
  const changes = Array.from({ length: 1_000 }, (): BusChange => ({ workspaceId: newId(), topic: "INBOX_HEALTH", id: newId() }));
  for (const change of changes) one.bus.changed(change);
  await until(() => other.heard.changes.length >= 1_000, "all are heard");
  expect(other.heard.changes).toEqual(changes);
  const items = changes.map(({ workspaceId, topic, id }) => [workspaceId, topic, id] as const);
  const payloads = toBusPayloads({
    origin: newId(),
    grown: items.map(([workspaceId]) => workspaceId),
    changes: items,
    all: false,
    hello: false,
  });
  for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
});

test("a cut connection comes back by itself, says that hints may be lost, and carries on", async () => {
  const [one, other] = [createProcess(), createProcess()];
  await until(() => one.heard.lost > 0 && other.heard.lost > 0, "both listen");
  await until(async () => (await cut()) > 0, "they are cut");
  await until(() => other.heard.lost > 1, "it listens again");
  const workspaceId = newId();
  one.bus.logGrew(workspaceId);
  await until(() => other.heard.grown.includes(workspaceId), "it hears again");
});

test("while the database is away nothing waits without end, and afterwards all is read again", async () => {
  const [one, other] = [createProcess(), createProcess()];
  await until(() => one.heard.lost > 0 && other.heard.lost > 0, "both listen");
  const before = other.heard.lost;
  for (let index = 0; index < 10_001; index += 1) one.bus.logGrew(newId());
  await until(() => other.heard.lost > before, "it is told to read all again");
  expect(other.heard.grown.length).toBeLessThan(10_001);
});

test("a listener that throws stops nobody else", async () => {
  const errors: unknown[] = [];
  const bus = createBus({ url: testDatabase().appUrl, onError: (error) => errors.push(error) });
  open.push(bus);
  const heard: string[] = [];
  bus.onLogGrew(() => {
    throw new Error("a bug");
  });
  bus.onLogGrew((workspaceId) => heard.push(workspaceId));
  bus.logGrew("w");
  expect(heard).toEqual(["w"]);
  expect(errors).toHaveLength(1);
});

test("a payload that is not ours is passed over", () => {
  for (const payload of ["", "{", "null", "[]", '{"origin":1}', '{"origin":"x","grown":{},"changes":[]}'])
    expect(parseBusPayload(payload)).toBeNull();
  expect(parseBusPayload('{"origin":"x","grown":[1,"w"],"changes":[["w","T"],["w","T",null]]}')).toEqual({
    origin: "x",
    grown: ["w"],
    changes: [["w", "T", null]],
    all: false,
    hello: false,
  });
});

/** How many notifications were sent is not counted anywhere, so a listener of our own writes down what is said. */
async function listenIn(): Promise<{ readonly said: string[]; readonly end: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: testDatabase().appUrl });
  await client.connect();
  const said: string[] = [];
  client.on("notification", ({ payload }) => said.push(payload ?? ""));
  await client.query("listen relink_bus");
  return { said, end: () => client.end() };
}

test("who is alone keeps quiet, and speaks at once when another comes, who then reads all again", async () => {
  const one = createProcess();
  await until(() => one.heard.lost > 0, "it listens");
  const spy = await listenIn();
  const isQuiet = async (): Promise<boolean> => {
    const probe = newId();
    one.bus.logGrew(probe);
    await new Promise((resolve) => setTimeout(resolve, 150));
    return !spy.said.some((payload) => payload.includes(probe));
  };
  await until(isQuiet, "it has seen that it is alone");
  expect(one.heard.grown.length).toBeGreaterThan(0);
  const other = createProcess();
  await until(() => spy.said.some((payload) => payload.includes('"hello":true')), "the other says hello");
  await until(() => other.heard.lost > 1, "the other is told to read all again");
  const workspaceId = newId();
  one.bus.logGrew(workspaceId);
  await until(() => other.heard.grown.includes(workspaceId), "it is told the next hint itself");
  open.splice(open.indexOf(other.bus), 1);
  await other.bus.close();
  await until(isQuiet, "it is alone again");
  await spy.end();
});
