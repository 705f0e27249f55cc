import { Agent, type Dispatcher } from "undici";
import type { Fetched, FetchDocument } from "../discovery/discovery.ports.ts";
import type { AdmittedHost, HostGuard } from "./host-guard.ts";
import type { MailTrust } from "./mail-trust.ts";

/** More than any honest configuration, which has some 2 KB. */
const maxBytes = 64 * 1024;
const maxHeaderBytes = 16 * 1024;
const maxRedirects = 2;

const none: Fetched = { type: "none" };

type Step = Fetched | { readonly type: "redirect"; readonly url: string };

async function readBounded(body: AsyncIterable<Buffer>): Promise<Fetched> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    // Leaving the loop ends the body.
    if (length > maxBytes) return none;
    parts.push(part);
  }
  return { type: "text", text: Buffer.concat(parts).toString("utf8") };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

async function toStep(response: Dispatcher.ResponseData, from: URL): Promise<Step> {
  const { statusCode, headers } = response;
  if (isRedirect(statusCode)) {
    const { location } = headers;
    return typeof location === "string" && URL.canParse(location, from.href)
      ? { type: "redirect", url: new URL(location, from.href).href }
      : none;
  }
  if (statusCode >= 500 || statusCode === 429) return { type: "unknown" };
  return statusCode === 200 && headers["content-encoding"] === undefined ? readBounded(response.body) : none;
}

/** One request, on a connection of its own to the addresses that were admitted. */
async function ask(url: URL, admission: AdmittedHost, trust: MailTrust, signal: AbortSignal): Promise<Step> {
  const agent = new Agent({ connect: { ...trust, lookup: admission.lookup }, maxHeaderSize: maxHeaderBytes });
  try {
    const headers = { accept: "application/xml, text/xml", "accept-encoding": "identity", "user-agent": "Relink" };
    return await toStep(
      await agent.request({ origin: url.origin, path: `${url.pathname}${url.search}`, method: "GET", headers, signal }),
      url,
    );
  } catch {
    return { type: "unknown" };
  } finally {
    // Whatever the server still sends is not waited for.
    agent.destroy().catch(() => undefined);
  }
}

function parseHttps(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" && url.username === "" && url.password === "" ? url : null;
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return null;
  let stop: () => void = () => undefined;
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", stop));
}

/** Fetches documents from hosts that users name: https only, only hosts that `guard` admits (after a redirect, too), and a small body. */
export function createGuardedFetch(guard: HostGuard, trust: MailTrust): FetchDocument {
  async function step(text: string, signal: AbortSignal): Promise<Step> {
    const url = parseHttps(text);
    if (!url) return none;
    const admission = await untilAborted(guard.admit({ host: url.hostname, port: Number(url.port || "443") }), signal);
    if (admission === null || admission.type === "unresolved") return { type: "unknown" };
    return admission.type === "admitted" ? ask(url, admission, trust, signal) : none;
  }
  return async (first, signal) => {
    let url = first;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const found = await step(url, signal);
      if (found.type !== "redirect") return found;
      ({ url } = found);
    }
    return none;
  };
}
