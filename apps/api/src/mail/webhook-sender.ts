import { Agent, buildConnector } from "undici";
import type { WebhookSender } from "../webhook/webhook.ports.ts";
import type { HostGuard } from "./host-guard.ts";
import type { MailTrust } from "./mail-trust.ts";
import { WebhookExchange } from "./webhook-exchange.ts";

/** From the look-up to the last byte that is read. */
export const webhookTimeoutMs = 20_000;
const connectTimeoutMs = 10_000;

export interface SenderOptions {
  /** For ports of all kinds: which of them a host may have is decided here. */
  readonly guard: HostGuard;
  readonly trust: MailTrust;
  /** Milliseconds; default 20,000. */
  readonly timeoutMs?: number;
}

type Callback = Parameters<buildConnector.connector>[1];

/** Connects to what the guard admits, and to nowhere else: also where a name means something else than a moment ago. */
function createConnector({ guard, trust }: SenderOptions): buildConnector.connector {
  const connect = async (options: buildConnector.Options): Promise<buildConnector.connector> => {
    const secure = options.protocol === "https:";
    const port = Number(options.port || (secure ? 443 : 80));
    const admission = await guard.admit({ host: options.hostname, port });
    const allowed = admission.type === "admitted" && (admission.byOperator || (secure && port === 443));
    if (!allowed) throw new Error("This host is not admitted.");
    return buildConnector({ ...trust, lookup: admission.lookup, timeout: connectTimeoutMs });
  };
  return (options, callback: Callback) => {
    connect(options).then(
      (connector) => connector(options, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

function dispatch(agent: Agent, request: Parameters<Agent["dispatch"]>[0], exchange: WebhookExchange): void {
  try {
    agent.dispatch(request, exchange);
  } catch {
    exchange.leave();
  }
}

export function createWebhookSender(options: SenderOptions): WebhookSender {
  const { timeoutMs = webhookTimeoutMs } = options;
  const agent = new Agent({
    connect: createConnector(options),
    // Many endpoints may stand at one host (a service that takes webhooks for others), and one that hangs must not hold the
    // others' connections. How many there are at once is bounded for each endpoint.
    connections: null,
    keepAliveTimeout: 20_000,
    maxHeaderSize: 16 * 1_024,
    // One deadline holds for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    to(url) {
      const address = URL.parse(url);
      return (headers, body) => {
        const exchange = new WebhookExchange(timeoutMs);
        if (address === null) exchange.leave();
        else
          dispatch(
            agent,
            { origin: address.origin, path: `${address.pathname}${address.search}`, method: "POST", headers, body },
            exchange,
          );
        return exchange;
      };
    },
    close: () => agent.destroy(),
  };
}
