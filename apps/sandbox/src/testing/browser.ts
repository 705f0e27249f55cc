/** A person's browser as far as forms need it: it keeps cookies by path and stops at redirects to another origin. */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  /** Follows redirects within one origin; the answer is the page, or the redirect that leads away. */
  async open(url: string, init: { readonly form?: Readonly<Record<string, string>> } = {}): Promise<Page> {
    let next = url;
    let form = init.form;
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await this.#send(next, form);
      const location = response.headers.get("location");
      if (!location) return { url: next, status: response.status, text: await response.text(), left: null };
      const target = new URL(location, next);
      await response.arrayBuffer();
      if (target.origin !== new URL(url).origin) return { url: next, status: response.status, text: "", left: target };
      next = target.href;
      form = undefined;
    }
    throw new Error(`Too many redirects from ${url}.`);
  }

  async #send(url: string, form: Readonly<Record<string, string>> | undefined): Promise<Response> {
    const { pathname } = new URL(url);
    const fitting = [...this.#cookies].filter(([, { path }]) => pathname === path || pathname.startsWith(`${path.replace(/\/$/, "")}/`));
    const cookie = fitting.map(([key, { value }]) => `${key.split("|")[0]}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { accept: "text/html", ...(cookie ? { cookie } : {}) },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line, pathname);
    return response;
  }

  #keep(line: string, from: string): void {
    const [pair = "", ...attributes] = line.split(/;\s*/);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? from;
    const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    if (value === "") this.#cookies.delete(`${name}|${path}`);
    else this.#cookies.set(`${name}|${path}`, { value, path });
  }
}

export type Page = {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** Where the redirect goes that left the origin: the application's callback. */
  readonly left: URL | null;
};
