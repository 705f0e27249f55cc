import { createSocket } from "node:dgram";
import { expect, test } from "vitest";
import { createMailDns } from "./mail-dns.ts";

/** A name server that knows no name, and lets so many questions get lost before. */
async function startLossy(lost: number): Promise<{ readonly address: string; readonly asked: () => number; close(): void }> {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (question, { port, address }) => {
    asked += 1;
    if (asked <= lost) return;
    const answer = Buffer.from(question);
    // An answer, with recursion; NXDOMAIN.
    answer.writeUInt16BE(0x8183, 2);
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${socket.address().port}`, asked: () => asked, close: () => socket.close() };
}

test("a question that gets lost is asked again where nobody waits, and is no answer where somebody does", async () => {
  const { signal } = new AbortController();
  const server = await startLossy(1);
  const patient = createMailDns([server.address], { timeoutMs: 500, tries: 6 });
  expect(await patient.mx("acme.test", signal)).toEqual({ type: "absent" });
  server.close();
  const silent = await startLossy(Infinity);
  expect(await createMailDns([silent.address]).mx("acme.test", signal)).toMatchObject({ type: "unknown", code: "ETIMEOUT" });
  expect(silent.asked()).toBe(1);
  silent.close();
});
