import { Counter, Gauge } from "prom-client";
import type { Metric } from "../platform/metrics.ts";
import type { Mailer } from "./mailer.ts";

export interface TellingMetrics {
  readonly metrics: readonly Metric[];
  countMails(mailer: Mailer): Mailer;
}

/** Whether people are told: our mails, and the logs whose events wait to be made into notifications. `countBehind` counts those logs. */
export function createTellingMetrics(countBehind: () => Promise<number>): TellingMetrics {
  const mails = new Counter({
    name: "relink_mails_total",
    help: "Tries to send a mail of our own: sent, refused (no such recipient, for good), or error (it waits and is tried again).",
    labelNames: ["outcome"],
    registers: [],
  });
  for (const outcome of ["sent", "refused", "error"]) mails.inc({ outcome }, 0);
  const behind = new Gauge({
    name: "relink_untold_logs",
    help: "Workspaces whose log has events that were not yet made into notifications, over all processes.",
    registers: [],
    async collect() {
      this.set(await countBehind());
    },
  });
  return {
    metrics: [mails, behind],
    countMails: (mailer) => ({
      async send(mail) {
        let outcome = "error";
        try {
          return (outcome = await mailer.send(mail)) as "sent" | "refused";
        } finally {
          mails.inc({ outcome });
        }
      },
    }),
  };
}
