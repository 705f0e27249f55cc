import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Vite puts a hash of the content into the names under this folder. */
const hashedFolder = "/assets/";

function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  if (!(request.headers.accept ?? "").includes("text/html")) return false;
  const path = request.url.split("?", 1)[0] ?? "";
  return !/^\/(api|graphql|assets|receipts\/[^/]+\.json|hooks|connect\/(start|callback)|\.well-known)(\/|$)/.test(path);
}

function sendMissing(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: "NOT_FOUND", message: "There is nothing at this address." });
}

/** Serves the built web app from `folder`; addresses that are pages of it get its index.html. */
export async function registerWebApp(app: FastifyInstance, folder: string): Promise<void> {
  const index = join(folder, "index.html");
  if (!existsSync(index)) {
    app.setNotFoundHandler((_request, reply) => sendMissing(reply));
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      const hashed = path.slice(folder.length).replaceAll("\\", "/").startsWith(hashedFolder);
      response.header("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const sendPage = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .send(await readFile(index));
  app.get("/", sendPage);
  app.setNotFoundHandler((request, reply) => (wantsPage(request) ? sendPage(request, reply) : sendMissing(reply)));
}
