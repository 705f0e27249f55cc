/** A person's browser as far as forms need it: cookies by name, redirects within one origin. */
export class FormBrowser {
  readonly #cookies = new Map<string, string>();

  /** The page, or where a redirect leads away from the provider. */
  async open(url: string, form?: Readonly<Record<string, string>>): Promise<{ readonly url: string; readonly left: URL | null }> {
    let [next, body] = [url, form];
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await this.#send(next, body);
      await response.arrayBuffer();
      const location = response.headers.get("location");
      if (location === null) return { url: next, left: null };
      const target = new URL(location, next);
      if (target.origin !== new URL(url).origin) return { url: next, left: target };
      [next, body] = [target.href, undefined];
    }
    throw new Error("Redirects without end.");
  }

  async #send(url: string, form: Readonly<Record<string, string>> | undefined): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { accept: "text/html", ...(cookie === "" ? {} : { cookie }) },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

/** Signs in at the rehearsal provider and answers its consent page; gives the way back to the application. */
export async function walkSignIn(
  authorizationUrl: URL,
  email: string,
  answer: Readonly<Record<string, string>>,
  browser = new FormBrowser(),
): Promise<URL> {
  const page = await browser.open(authorizationUrl.href);
  const consent = await browser.open(page.url, { action: "sign-in", email, password: "relink-demo" });
  // Microsoft asks once: who consented before is sent straight back.
  let back = consent;
  // Who asked to end an earlier grant meanwhile makes the provider ask once more.
  for (let tries = 1; !back.left && tries <= 2; tries += 1) back = await browser.open(back.url, answer);
  if (!back.left) throw new Error(`No way back from ${back.url}`);
  return back.left;
}
