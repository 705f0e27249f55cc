import type { FastifyInstance } from "fastify";
import { unreachable } from "@relink/domain";
import { createRateLimit } from "../platform/rate-limit.ts";
import type { ReceiveRisc } from "./receive-risc.ts";

const mostBytes = 16 * 1024;
const invalidAMinute = 30;

/**
 * POST /hooks/google/risc: Google's Cross-Account Protection receiver (RFC 8935). 202 for a token of Google's for us,
 * also one that came before; 400 for every other; 503 while Google's keys can't be had, so that it is sent again.
 */
export function riscRoutes(receive: ReceiveRisc, now: () => number): (app: FastifyInstance) => Promise<void> {
  const limit = createRateLimit(invalidAMinute, 60_000);
  return async (app) => {
    await app.register(async (scope) => {
      // application/secevent+jwt, and whatever else a sender calls it.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "string", bodyLimit: mostBytes }, (_request, body, done) => done(null, body));
      scope.post("/hooks/google/risc", { bodyLimit: mostBytes }, async (request, reply) => {
        const received = await receive(typeof request.body === "string" ? request.body.trim() : "");
        switch (received) {
          case "TAKEN":
            return reply.code(202).send();
          case "UNAVAILABLE":
            return reply.code(503).header("retry-after", "30").send();
          case "INVALID": {
            const wait = limit.take(request.ip, now());
            if (wait > 0)
              return reply
                .code(429)
                .header("retry-after", String(Math.ceil(wait / 1_000)))
                .send();
            return reply.code(400).send({ err: "invalid_request", description: "This is no security event token for this installation." });
          }
          default:
            return unreachable(received);
        }
      });
    });
  };
}
