import { afterAll, beforeAll } from "vitest";
import type { Ready } from "../ready-file.ts";
import { startSandbox } from "../sandbox.ts";
import type { Sandbox } from "../sandbox.ts";
import { makePlace } from "./world.ts";
import type { Place } from "./world.ts";

/** One sandbox for a file's tests: started before them, closed and removed after. */
export function useSandbox(onReady: (ready: Ready) => void | Promise<void>): void {
  let place: Place | null = null;
  let sandbox: Sandbox | null = null;
  beforeAll(async () => {
    place = await makePlace();
    sandbox = await startSandbox(place.env);
    await onReady(sandbox.ready);
  });
  afterAll(async () => {
    await sandbox?.close();
    await place?.remove();
  });
}
