/** Something went otherwise than the demo world needs; said in one sentence. */
export class DemoError extends Error {}

type Cookie = { readonly name: string; readonly value: string; readonly path: string };

export type Place = { readonly url: string; readonly status: number };

const requestLimitMs = 20_000;
const hopLimit = 20;

/** One person's browser as far as the demo world needs it: cookies by path, redirects, forms, and JSON in and out. */
export class Visitor {
  readonly #origin: string;
  readonly #signal: AbortSignal;
  readonly #cookies = new Map<string, Cookie>();

  constructor(origin: string, signal: AbortSignal) {
    this.#origin = origin;
    this.#signal = signal;
  }

  /** Opens a page, or sends its form, and follows redirects to where they end. */
  async open(address: string, form?: Readonly<Record<string, string>>): Promise<Place> {
    let url = new URL(address, this.#origin);
    let init: RequestInit = form ? { method: "POST", body: new URLSearchParams(form) } : {};
    for (let hops = 0; hops < hopLimit; hops += 1) {
      const response = await this.#send(url, init, { accept: "text/html" });
      await response.arrayBuffer();
      const location = response.headers.get("location");
      if (location === null) return { url: url.href, status: response.status };
      [url, init] = [new URL(location, url), {}];
    }
    throw new DemoError(`${address} redirects without end.`);
  }

  async postJson(path: string, body: unknown): Promise<{ readonly status: number; readonly answer: unknown }> {
    const headers = { "content-type": "application/json", accept: "application/json", origin: this.#origin };
    const url = new URL(path, this.#origin);
    const response = await this.#send(url, { method: "POST", body: JSON.stringify(body) }, headers);
    const text = await response.text();
    return { status: response.status, answer: text === "" ? null : JSON.parse(text) };
  }

  async #send(url: URL, init: RequestInit, headers: Readonly<Record<string, string>>): Promise<Response> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(requestLimitMs)]);
    const cookie = this.#cookiesFor(url.pathname);
    const all = { ...headers, ...(cookie === "" ? {} : { cookie }) };
    const response = await fetch(url, { ...init, redirect: "manual", headers: all, signal }).catch((error: unknown) => {
      throw this.#signal.aborted ? error : new DemoError(`${url.origin}${url.pathname} can't be reached.`, { cause: error });
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line, url.pathname);
    return response;
  }

  #cookiesFor(pathname: string): string {
    const fitting = [...this.#cookies.values()].filter(
      ({ path }) => pathname === path || pathname.startsWith(`${path.replace(/\/$/, "")}/`),
    );
    return fitting.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  #keep(line: string, from: string): void {
    const [pair = "", ...attributes] = line.split(/;\s*/);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? from;
    const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    if (value === "") this.#cookies.delete(`${name}|${path}`);
    else this.#cookies.set(`${name}|${path}`, { name, value, path });
  }
}
