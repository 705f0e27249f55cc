import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

export type { Metric } from "prom-client";

/** Prometheus metrics of this process at /metrics. Routes are named by their pattern, so that no id or token shows. */
export function registerMetrics(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: "relink_http_request_seconds",
    help: "How long HTTP requests took, by method, route and status.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  // Finding a label's counter by its labels costs more than counting; there are few of them.
  const known = new Map<string, { observe(value: number): void }>();
  app.addHook("onResponse", ({ method, routeOptions: { url: route = "none" } }, { statusCode: status, elapsedTime }, done) => {
    const key = `${status} ${method} ${route}`;
    const counter = known.get(key) ?? seconds.labels({ method, route, status });
    known.set(key, counter);
    counter.observe(elapsedTime / 1000);
    done();
  });
  app.get("/metrics", { logLevel: "warn" }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  return registry;
}
