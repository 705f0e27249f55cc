import { describe, expect, it } from "vitest";
import { nothingFound, type Finding } from "./finding.ts";
import type { Search } from "./find-servers.ts";
import { rememberFindings } from "./findings-cache.ts";

const found: Finding = { ...nothingFound, source: "srv", imap: { host: "imap.acme.test", port: 993, security: "TLS", username: null } };
const minute = 60_000;

function remember(search: (address: string) => Promise<Search>) {
  const time = { now: 1_000_000 };
  const asked: string[] = [];
  const find = rememberFindings({
    find: (address) => {
      asked.push(address);
      return search(address);
    },
    clock: { now: () => time.now, durations: { discoveryKept: 10 * minute, discoveryMissKept: minute } },
    limitMs: 5_000,
    late: nothingFound,
  });
  return { find, asked, time };
}

describe("what was found out about a domain", () => {
  it("serves all of its addresses for 10 minutes", async () => {
    const { find, asked, time } = remember(async () => ({ finding: found, settled: true }));
    expect(await find("ola@acme.test")).toEqual(found);
    time.now += 10 * minute - 1;
    await find("Adam@ACME.test");
    expect(asked).toEqual(["ola@acme.test"]);
    time.now += 2;
    await find("adam@acme.test");
    await find("adam@other.test");
    expect(asked).toEqual(["ola@acme.test", "adam@acme.test", "adam@other.test"]);
  });

  it.each([
    ["nothing was found", { finding: nothingFound, settled: true }],
    ["something asked stayed silent", { finding: found, settled: false }],
  ])("serves for one minute where %s", async (_what, search) => {
    const { find, asked, time } = remember(async () => search);
    await find("ola@acme.test");
    time.now += minute - 1;
    await find("ola@acme.test");
    expect(asked).toHaveLength(1);
    time.now += 2;
    await find("ola@acme.test");
    expect(asked).toHaveLength(2);
  });

  it("is searched once for many who ask at the same time", async () => {
    const { find, asked } = remember(async () => ({ finding: found, settled: true }));
    await Promise.all(Array.from({ length: 50 }, (_, number) => find(`user${number}@acme.test`)));
    expect(asked).toHaveLength(1);
  });

  it("is forgotten where the search broke", async () => {
    let broken = true;
    const { find } = remember(async () => {
      if (broken) throw new Error("a bug");
      return { finding: found, settled: true };
    });
    await expect(find("ola@acme.test")).rejects.toThrow("a bug");
    broken = false;
    expect(await find("ola@acme.test")).toEqual(found);
  });

  it("stays within bounds however many domains are asked for", async () => {
    const { find, asked } = remember(async () => ({ finding: found, settled: true }));
    for (let number = 0; number < 2_001; number += 1) await find(`ola@acme${number}.test`);
    await find("ola@acme0.test");
    expect(asked).toHaveLength(2_002);
  });
});
