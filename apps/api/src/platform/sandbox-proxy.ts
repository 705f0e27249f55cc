import type { FastifyInstance } from "fastify";
import type { Setting } from "./setting-reader.ts";

export const rehearsalSetting: Setting = {
  name: "RELINK_SANDBOX_URL",
  purpose: "the rehearsal world, shown under /sandbox/ (npm start sets it)",
};

export const rehearsalPrefix = "/sandbox";

/** Shows the rehearsal world at our own origin; paths, bodies and the Host header go through as they are. */
export async function registerRehearsalProxy(app: FastifyInstance, upstream: string): Promise<void> {
  const { default: proxy } = await import("@fastify/http-proxy");
  await app.register(proxy, {
    upstream,
    prefix: rehearsalPrefix,
    rewritePrefix: rehearsalPrefix,
    proxyPayloads: true,
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        host: request.headers.host,
        "x-forwarded-host": request.headers.host,
        "x-forwarded-proto": "encrypted" in request.socket ? "https" : "http",
      }),
    },
  });
}
