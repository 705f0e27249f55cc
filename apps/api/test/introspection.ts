import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";

/** What Dovecot asks about each token (RFC 7662), answered by the OAuth server's own word: whether its userinfo endpoint takes the token. */
export interface Introspection {
  readonly url: string;
  /** What it would say of a token. */
  isActive(token: string): Promise<boolean>;
  /** How often it was asked so far, answered or not. */
  asked(): number;
  /** From now on questions get no answer. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** @param issuer - an OAuth server whose tokens open mailboxes; `subjectOf`: the address that a `sub` stands for. */
export async function startIntrospection(issuer: string): Promise<Introspection> {
  const discovered = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { userinfo_endpoint: userinfo } = (await discovered.json()) as { userinfo_endpoint: string };
  let [frozen, asked] = [false, 0];
  const find = async (token: string): Promise<{ email?: string } | null> => {
    const response = await fetch(userinfo, { headers: { authorization: `Bearer ${token}` } });
    return response.ok ? ((await response.json()) as { email?: string }) : null;
  };
  const answer = async (request: IncomingMessage): Promise<object | null> => {
    asked += 1;
    const form = new URLSearchParams(await text(request));
    if (frozen) return null;
    const found = await find(form.get("token") ?? "");
    return found ? { active: true, sub: found.email, scope: "mail" } : { active: false };
  };
  const server: Server = createServer((request, response) => {
    void answer(request).then((said) => {
      if (said) response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (typeof bound !== "object" || !bound) throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${bound.port}/introspect`,
    isActive: async (token) => (await find(token)) !== null,
    asked: () => asked,
    freeze: () => void (frozen = true),
    thaw() {
      frozen = false;
      server.closeAllConnections();
    },
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}
