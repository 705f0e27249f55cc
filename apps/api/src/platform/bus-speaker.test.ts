import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { BusMessage } from "./bus-payload.ts";
import { BusSpeaker } from "./bus-speaker.ts";
import { newId } from "./new-id.ts";

function createSpeaker() {
  const said: { readonly at: number; readonly message: BusMessage }[] = [];
  const mouth = {
    isUp: () => true,
    say: async (message: BusMessage) => void said.push({ at: performance.now(), message }),
    close: async () => undefined,
  };
  return { said, speaker: new BusSpeaker({ origin: newId(), mouth, onError: () => undefined }) };
}

test("what is said in one turn goes together, and at once after a silence", async () => {
  const { said, speaker } = createSpeaker();
  const ids = [newId(), newId(), newId()];
  for (const id of [...ids, ...ids]) speaker.queueGrown(id);
  await Promise.resolve();
  expect(said.map(({ message }) => message.grown)).toEqual([ids]);
  await speaker.close();
});

test("where there is much to say it is gathered for ten milliseconds, and all of it is said", async () => {
  const { said, speaker } = createSpeaker();
  const ids = Array.from({ length: 20 }, newId);
  for (let time = 0; time < 50; time += 1) {
    for (const id of ids) speaker.queueGrown(id);
    await wait(1);
  }
  speaker.queueGrown(ids[0] ?? "");
  await speaker.close();
  const lasted = (said.at(-1)?.at ?? 0) - (said[0]?.at ?? 0);
  expect(said.length).toBeGreaterThan(1);
  // By a clock that is read once a turn, a timer may be early by as long as that turn takes.
  expect(lasted / (said.length - 1)).toBeGreaterThan(5);
  expect(new Set(said.flatMap(({ message }) => message.grown))).toEqual(new Set(ids));
});
