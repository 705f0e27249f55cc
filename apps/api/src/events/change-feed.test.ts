import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { cutBuses } from "../../test/cut-buses.ts";
import { signIn } from "../../test/live-process.ts";
import { until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { type Bus, createBus } from "../platform/bus.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { newId } from "../platform/new-id.ts";
import { createViewerWatch, type ViewerWatch } from "../platform/viewer-watch.ts";
import type { MemberViewer } from "../platform/viewer.ts";
import { createChangeFeed, type ChangeFeed } from "./change-feed.ts";
import type { ChangeType } from "./change.type.ts";

const testDatabase = useTestDatabase();
const onError = (): void => undefined;
const endings: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

let watch: ViewerWatch;
let viewer: MemberViewer;
beforeAll(async () => {
  const workspaceId = newId();
  const sql = "insert into workspace (id, name, slug, created_at) values ($1, 'Demo', $2, now())";
  await testDatabase().database.query(sql, [workspaceId, `demo-${workspaceId}`]);
  viewer = await signIn(testDatabase().database, workspaceId, "SUPER_ADMIN");
  watch = createViewerWatch({ database: testDatabase().database, now: () => new Date(), onError });
});
afterAll(() => watch.close());

function openBus(): Bus {
  const bus = createBus({ url: testDatabase().appUrl, onError });
  endings.push(() => bus.close());
  return bus;
}

function createFeed(bus: Bus): ChangeFeed {
  return createChangeFeed({ bus, watch, isFor: async () => true });
}

/** What a reader who keeps up has heard so far. */
function listen(feed: ChangeFeed, ...topics: ChangeType["topic"][]): ChangeType[] {
  const heard: ChangeType[] = [];
  const changes = feed.changed(viewer, topics);
  endings.push(() => changes.return?.());
  void (async () => {
    for await (const change of changes) heard.push(change);
  })();
  return heard;
}

test("for a reader who does not read, 1,000 things are kept, each once; of what is beyond, it is told to read the topic again", async () => {
  const bus = openBus();
  const changes = createFeed(bus).changed(viewer, ["MEMBER", "WEBHOOK"]);
  endings.push(() => changes.return?.());
  const { workspaceId } = viewer;
  const ids = Array.from({ length: 5_000 }, newId);
  // It takes the first one, and no more until all have come.
  const first = changes.next();
  for (const id of ids) for (let time = 0; time < 2; time += 1) bus.changed({ workspaceId, topic: "MEMBER", id });
  bus.changed({ workspaceId, topic: "WEBHOOK", id: newId() });
  expect((await first).value).toEqual({ topic: "MEMBER", id: toGlobalId("member", ids[0] ?? "") });
  const heard: ChangeType[] = [];
  while (!heard.some(({ topic }) => topic === "WEBHOOK")) heard.push((await changes.next()).value);
  const named = heard.filter(({ id }) => id !== null);
  expect(named.length).toBeLessThanOrEqual(1_000);
  expect(named.map(({ id }) => id).slice(-1)).toEqual([toGlobalId("member", ids[999] ?? "")]);
  expect(heard.filter(({ id }) => id === null)).toEqual([
    { topic: "MEMBER", id: null },
    { topic: "WEBHOOK", id: null },
  ]);
  bus.changed({ workspaceId, topic: "MEMBER", id: ids[7] ?? "" });
  expect((await changes.next()).value).toEqual({ topic: "MEMBER", id: toGlobalId("member", ids[7] ?? "") });
});

test("where hints between processes may have been lost, each topic is to be read again", async () => {
  const [here, there] = [openBus(), openBus()];
  const heard = listen(createFeed(here), "MEMBER", "API_KEY");
  const { workspaceId } = viewer;
  const say = (id: string): void => there.changed({ workspaceId, topic: "MEMBER", id });
  const id = newId();
  await until(() => (say(id), heard.some((change) => change.id === toGlobalId("member", id))), "the two hear each other");
  heard.length = 0;
  await cutBuses(testDatabase());
  await until(() => heard.filter((change) => change.id === null).length >= 2, "it is told");
  expect(new Set(heard.filter((change) => change.id === null).map(({ topic }) => topic))).toEqual(new Set(["MEMBER", "API_KEY"]));
});
