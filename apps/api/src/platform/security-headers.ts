import type { FastifyInstance } from "fastify";
import { rehearsalPrefix } from "./sandbox-proxy.ts";

function contentSecurityPolicy(publicUrl: string): string {
  const socket = publicUrl.replace(/^http/, "ws");
  return [
    "default-src 'self'",
    "script-src 'self'",
    // Components position their pop-ups by style attributes and small style elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self' ${socket}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** On every answer but the rehearsal world's, which stands for other companies' servers and sets its own. */
export function registerSecurityHeaders(app: FastifyInstance, publicUrl: string): void {
  const headers = Object.entries({
    "content-security-policy": contentSecurityPolicy(publicUrl),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // A link's token stands after the #, and no address of ours is told to other sites.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    ...(publicUrl.startsWith("https://") ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  });
  app.addHook("onSend", (request, reply, _payload, done) => {
    // Nothing renders an answer in JSON; what could be taken for something else is what matters there.
    if (request.routeOptions.url === "/graphql")
      reply.header("x-content-type-options", "nosniff").header("cross-origin-resource-policy", "same-origin");
    else if (!request.url.startsWith(`${rehearsalPrefix}/`)) {
      for (const [name, value] of headers) if (!reply.hasHeader(name)) reply.header(name, value);
    }
    done();
  });
}
