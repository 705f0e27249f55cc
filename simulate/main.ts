import { parseArgs } from "node:util";
import { simulate } from "./simulation.ts";
import { report } from "./report/report.ts";

const { values } = parseArgs({
  options: {
    inboxes: { type: "string", default: "2000" },
    days: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
  },
});
const options = { inboxes: Number(values.inboxes), days: Number(values.days), seed: values.seed };
if (!(options.inboxes >= 1 && options.days >= 3)) {
  process.stderr.write("Say how many: --inboxes N (1 or more) --days N (3 or more) --seed TEXT\n");
  process.exit(1);
}
const began = performance.now();
const result = await simulate(options);
process.stdout.write(`${report(options, result, performance.now() - began)}\n`);
process.exitCode = result.violations.length === 0 ? 0 : 1;
