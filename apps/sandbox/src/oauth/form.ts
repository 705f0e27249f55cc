import type { FastifyReply, FastifyRequest } from "fastify";

/** The fields of a posted form; of a repeated field the last one. */
export type Form = Readonly<Record<string, string | undefined>>;

export function formOf(request: FastifyRequest): Form {
  return typeof request.body === "string" ? Object.fromEntries(new URLSearchParams(request.body)) : {};
}

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  // `no-referrer` would turn the Origin of our own forms into "null".
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** @param more - headers that this page has instead. */
export function sendPage(reply: FastifyReply, page: string, status = 200, more: Readonly<Record<string, string>> = {}): FastifyReply {
  return reply
    .code(status)
    .headers({ ...pageHeaders, ...more })
    .send(page);
}
