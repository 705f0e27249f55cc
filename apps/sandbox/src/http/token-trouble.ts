import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Facts } from "../facts/fact.store.ts";
import type { TokenReply } from "../oauth/application.store.ts";
import { toGoogleReply } from "../oauth/google-replies.ts";
import { toMicrosoftReply } from "../oauth/microsoft-replies.ts";
import type { SignInHost } from "../oauth/sign-in-host.ts";

/** Answers a request to the token endpoint with the trouble that was asked for, instead of the OAuth server. */
export async function makeTokenTrouble(
  host: SignInHost,
  trouble: TokenReply,
  facts: Facts,
  request: IncomingMessage,
  response: ServerResponse,
  account: string | null = null,
): Promise<void> {
  await facts.add({ kind: "token-refused", provider: host, account, detail: { trouble } });
  request.resume();
  switch (trouble) {
    case "hang":
      return;
    case "drop":
      request.socket.destroy();
      return;
    case "503":
      return sendJson(response, 503, { error: "temporarily_unavailable" });
    case "429":
      response.setHeader("retry-after", "1");
      return sendJson(response, 429, { error: "rate_limit_exceeded", error_description: "Too many requests" });
    case "html":
      response.writeHead(502, { "content-type": "text/html" }).end("<!doctype html><title>Bad gateway</title><h1>502</h1>");
      return;
    case "invalid_client": {
      const trace = { now: new Date(), traceId: randomUUID(), correlationId: randomUUID() };
      const reply = host === "google" ? toGoogleReply({ why: "client" }) : toMicrosoftReply({ why: "client" }, trace);
      return sendJson(response, reply.status, reply.body);
    }
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}
