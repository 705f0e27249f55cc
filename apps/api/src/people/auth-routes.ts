import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ViewerReader } from "../platform/viewer.ts";
import type { Auth } from "./auth.ts";
import { createSignInLimit } from "./sign-in-limit.ts";

export interface AuthRouteOptions {
  readonly auth: Pick<Auth, "handler">;
  readonly viewers: ViewerReader;
  readonly publicUrl: string;
  /** Ends what a session still has open, such as its sockets. */
  readonly onSignedOut: (sessionId: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

const signIn = "/api/auth/sign-in/email";
const signOut = "/api/auth/sign-out";
const requestReset = "/api/auth/request-password-reset";

function toRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (name === "content-length" || name === "connection" || name === "transfer-encoding") continue;
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  headers.set("x-relink-client-address", request.ip);
  const body = request.body === undefined || request.method === "GET" ? null : JSON.stringify(request.body);
  return new Request(new URL(request.url, publicUrl), { method: request.method, headers, body });
}

async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status).header("cache-control", "no-store");
  for (const [name, value] of response.headers) if (name !== "set-cookie") reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header("set-cookie", cookies);
  return reply.send(await response.text());
}

function emailOf(request: FastifyRequest): string {
  const body = request.body;
  return typeof body === "object" && body !== null && "email" in body ? String(body.email) : "";
}

function refuseFor(reply: FastifyReply, seconds: number): FastifyReply {
  const minutes = Math.ceil(seconds / 60);
  return reply
    .code(429)
    .header("retry-after", seconds)
    .send({ code: "RATE_LIMITED", message: `Too many attempts; try again in ${minutes} min.`, retryAfterSeconds: seconds });
}

/** Only these paths of the sign-in library; what decides on people and roles goes through GraphQL and the domain. */
export function registerAuthRoutes(app: FastifyInstance, options: AuthRouteOptions): void {
  const { auth, viewers, publicUrl, onSignedOut, now } = options;
  const signIns = createSignInLimit(now);
  const resets = createSignInLimit(now);
  const pass = async (request: FastifyRequest) => auth.handler(toRequest(request, publicUrl));

  app.post(signIn, async (request, reply) => {
    const email = emailOf(request);
    const seconds = signIns.begin(email, request.ip);
    if (seconds !== null) return refuseFor(reply, seconds);
    const response = await pass(request);
    if (response.ok) signIns.succeed(email, request.ip);
    return sendResponse(reply, response);
  });
  app.post(signOut, async (request, reply) => {
    const viewer = await viewers.read(request.headers);
    const response = await pass(request);
    viewers.forget(request.headers);
    if (viewer && response.ok) onSignedOut(viewer.sessionId);
    return sendResponse(reply, response);
  });
  app.post(requestReset, async (request, reply) => {
    const seconds = resets.begin(emailOf(request), request.ip);
    return seconds === null ? sendResponse(reply, await pass(request)) : refuseFor(reply, seconds);
  });
  app.post("/api/auth/reset-password", async (request, reply) => sendResponse(reply, await pass(request)));
  app.get("/api/auth/get-session", async (request, reply) => sendResponse(reply, await pass(request)));
  app.all("/api/auth/*", async (_request, reply) => {
    return reply.code(404).send({ error: "NOT_FOUND", message: "There is nothing at this address." });
  });
}
