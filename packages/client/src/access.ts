/** How the API is reached, and as whom. */
export interface RelinkClientOptions {
  /** The GraphQL endpoint: `https://relink.example/graphql`. The socket is opened at the same place, over `wss:`. */
  readonly url: string;
  /** The whole header: `Bearer <API key>`. */
  readonly authorization?: string;
  /** A session's cookies, for servers; a browser sends its own and must leave this out. */
  readonly cookie?: string;
  /** The workspace to act in, where a session's person is in several. Default: the one they used last. */
  readonly workspaceId?: string;
  /** How events come: default `websocket`. `sse` (server-sent events over plain HTTP) is for networks that block WebSockets. */
  readonly transport?: "websocket" | "sse";
  /** Default: the runtime's. */
  readonly fetch?: typeof fetch;
  /** Default: the runtime's (browsers, Node ≥ 22); `ws` has one for others. */
  readonly webSocket?: typeof WebSocket;
}

/** The options, read once. */
export interface Access {
  readonly url: string;
  readonly socketUrl: string;
  readonly streamUrl: string;
  readonly transport: "websocket" | "sse";
  readonly headers: Readonly<Record<string, string>>;
  readonly connectionParams: Readonly<Record<string, string>>;
  readonly credentials: RequestCredentials;
  readonly fetch: typeof fetch;
  /** Missing only where events come by `sse`. */
  readonly webSocket: typeof WebSocket | undefined;
}

const workspaceHeader = "x-relink-workspace";

/** The runtime's WebSocket, with headers on the upgrade: Node's takes them, a browser's does not. */
function withCookie(base: typeof WebSocket, cookie: string): typeof WebSocket {
  return class extends base {
    constructor(url: string | URL, protocols?: string | string[]) {
      const options = { protocols: protocols ?? [], headers: { cookie } };
      super(url, options as unknown as string[]);
    }
  };
}

export function toAccess(options: RelinkClientOptions): Access {
  const { authorization, cookie, workspaceId, transport = "websocket" } = options;
  const url = new URL(options.url);
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const streamUrl = new URL(url);
  streamUrl.pathname = `${url.pathname.replace(/\/$/, "")}/stream`;
  const webSocket: typeof WebSocket | undefined = options.webSocket ?? globalThis.WebSocket;
  if (webSocket === undefined && transport === "websocket") {
    throw new TypeError('This runtime has no WebSocket: pass one as `webSocket` (Node has it from 22 on), or choose `transport: "sse"`.');
  }
  const authorized = authorization === undefined ? {} : { authorization };
  return {
    url: url.href,
    socketUrl: socketUrl.href,
    streamUrl: streamUrl.href,
    transport,
    headers: {
      ...authorized,
      ...(cookie === undefined ? {} : { cookie }),
      ...(workspaceId === undefined ? {} : { [workspaceHeader]: workspaceId }),
    },
    connectionParams: { ...authorized, ...(workspaceId === undefined ? {} : { workspaceId }) },
    credentials: authorization === undefined && cookie === undefined ? "include" : "omit",
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    webSocket: cookie === undefined || webSocket === undefined ? webSocket : withCookie(webSocket, cookie),
  };
}
