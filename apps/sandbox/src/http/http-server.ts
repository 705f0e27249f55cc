import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { fastify } from "fastify";
import type { FastifyInstance } from "fastify";
import type { Facts } from "../facts/fact.store.ts";
import type { Applications } from "../oauth/application.store.ts";
import type { OAuthServer } from "../oauth/oauth-server.ts";
import { stylePath, styleSheet } from "../pages/layout.ts";
import { listen } from "../platform/listen.ts";
import { makeTokenTrouble } from "./token-trouble.ts";

export type HttpServer = {
  readonly port: number;
  /** Until then each request is answered 503: the port must be known before the issuers can be. */
  readonly serve: (handler: RequestListener) => void;
  readonly close: () => Promise<void>;
};

export async function startHttpServer(ports: readonly number[]): Promise<HttpServer> {
  const server: Server = createServer();
  let handler: RequestListener = (_, response) => {
    response.writeHead(503, { "retry-after": "1" }).end();
  };
  server.on("request", (request, response) => handler(request, response));
  const { port, close } = await listen(server, ports);
  return {
    port,
    serve: (next) => (handler = next),
    close: () => {
      const closed = close();
      server.closeAllConnections();
      return closed;
    },
  };
}

/** Our own pages and endpoints. Forms reach them as text, JSON as JSON; nothing else is taken. */
export async function createPages(register: (app: FastifyInstance) => void): Promise<RequestListener> {
  let handle: RequestListener | null = null;
  const app = fastify({
    bodyLimit: 256 * 1024,
    serverFactory: (handler) => {
      handle = handler;
      return createServer(handler);
    },
  });
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_, body, done) => done(null, body));
  app.get(stylePath, (_, reply) => reply.type("text/css").header("cache-control", "max-age=300").send(styleSheet));
  register(app);
  await app.ready();
  if (!handle) throw new Error("The pages have no handler.");
  return handle;
}

export type DispatchNeeds = {
  readonly servers: readonly OAuthServer[];
  readonly pages: RequestListener;
  readonly applications: Applications;
  readonly facts: Facts;
};

const oauthPaths = /^\/(?:\.well-known\/openid-configuration|auth(?:\/[\w-]+)?|token|me|jwks)$/;

/** Requests of the OAuth protocol go to oidc-provider with their body unread, all others to our own pages. */
export function dispatch({ servers, pages, applications, facts }: DispatchNeeds): RequestListener {
  return (request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const server = servers.find(({ base }) => path.startsWith(`${base}/`));
    if (!server) return pages(request, response);
    pass(server, path.slice(server.base.length)).catch(() => response.destroy());

    async function pass({ profile: { host }, handle }: OAuthServer, rest: string): Promise<void> {
      const { tokenReply } = await applications.trouble(host);
      if (tokenReply === "drop") await makeTokenTrouble(host, tokenReply, facts, request, response);
      else if (!oauthPaths.test(rest)) pages(request, response);
      else if (rest === "/token" && tokenReply) await makeTokenTrouble(host, tokenReply, facts, request, response);
      else handle(request, response);
    }
  };
}
