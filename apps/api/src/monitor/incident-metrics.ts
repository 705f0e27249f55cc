import { incidentKinds } from "@relink/domain";
import { Gauge } from "prom-client";
import type { CountingWatch } from "./incident-watch.ts";

/** How many incidents are open, by kind: what an operator's alarm looks at. Kept at 0 where there is none. */
export function createIncidentGauge(watch: Pick<CountingWatch, "countOpen">): Gauge<"kind" | "owner"> {
  return new Gauge({
    name: "relink_open_incidents",
    help: "Open provider incidents, by kind. APPLICATION_REFUSED is the operator's to mend where owner is installation.",
    labelNames: ["kind", "owner"],
    registers: [],
    collect() {
      for (const kind of incidentKinds)
        for (const owner of ["installation", "workspace"] as const) this.set({ kind, owner }, watch.countOpen(kind, owner));
    },
  });
}
