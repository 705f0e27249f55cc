import { durations } from "@relink/domain";
import { layOut } from "../notify/mail-layout.ts";
import type { Mailer } from "../notify/mailer.ts";
import type { Queryable } from "../platform/transaction.ts";

/** The client secret of our application at a provider, and the day on which it lapses by itself. */
export interface DatedSecret {
  readonly provider: "GOOGLE" | "MICROSOFT";
  readonly expiresAt: Date;
}

export interface SecretWatchNeeds {
  readonly secrets: readonly DatedSecret[];
  /** Looks at the secrets of applications that workspaces brought, and tells those workspaces. */
  readonly lookAtBrought: () => Promise<void>;
  readonly database: Queryable;
  readonly mailer: Mailer;
  /** Null: only the log says it. */
  readonly operatorEmail: string | null;
  readonly publicUrl: string;
  readonly warn: (facts: object, message: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Tells whoever runs this installation that a client secret lapses: 7 days and 1 day before, once each. Its date is a real one, so no rehearsal shortens it. */
export interface SecretWatch {
  start(): void;
  stop(): Promise<void>;
  run(): Promise<void>;
}

const names = { GOOGLE: "Google", MICROSOFT: "Microsoft" } as const;
const lookEveryMs = 3_600_000;

export function createSecretWatch(needs: SecretWatchNeeds): SecretWatch {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    // Whatever becomes of the mail to the operator, workspaces are told of theirs.
    const brought = needs.lookAtBrought();
    const looks = await Promise.allSettled([brought, ...needs.secrets.map((secret) => look(needs, secret))]);
    for (const { status, ...rest } of looks) if (status === "rejected" && "reason" in rest) throw rest.reason;
  };
  const turn = (): void => {
    running ??= run()
      .catch(needs.onError)
      .finally(() => (running = null));
  };
  return {
    run,
    start() {
      turn();
      timer = setInterval(turn, lookEveryMs);
    },
    async stop() {
      if (timer) clearInterval(timer);
      await running;
    },
  };
}

async function look(needs: SecretWatchNeeds, { provider, expiresAt }: DatedSecret): Promise<void> {
  const left = expiresAt.getTime() - needs.now();
  const stage = left <= durations.lapseLast ? "1" : left <= durations.lapseFirst ? "7" : null;
  if (stage === null) return;
  const day = expiresAt.toISOString().slice(0, 10);
  const episode = `secret:${provider}:${day}:${stage}`;
  // Who stores it tells it: many workers look.
  const told = await needs.database.query(
    "insert into operator_notice (episode, told_at) values ($1, $2) on conflict do nothing returning episode",
    [episode, new Date(needs.now())],
    "operator_notice",
  );
  if (told.length === 0) return;
  needs.warn(
    { provider, day },
    `The client secret at ${names[provider]} lapses: make a new one and set ${provider}_CLIENT_SECRET and its date`,
  );
  try {
    await mail(needs, provider, day, episode);
  } catch (error) {
    // Tried again at the next look.
    await needs.database.query("delete from operator_notice where episode = $1", [episode]);
    throw error;
  }
}

async function mail(
  { mailer, operatorEmail, publicUrl }: SecretWatchNeeds,
  provider: DatedSecret["provider"],
  day: string,
  episode: string,
): Promise<void> {
  if (operatorEmail === null) return;
  const name = names[provider];
  const paragraphs = [
    `The client secret of our application at ${name} lapses on ${day}. From then on ${name} refuses us: no inbox is disconnected by it, but none there is watched, and nobody can connect one.`,
    `Make a new secret in ${name}'s console, then set ${provider}_CLIENT_SECRET and ${provider}_CLIENT_SECRET_EXPIRES.`,
  ];
  const button = { label: "Open Relink", url: `${publicUrl}/overview` };
  const foot = ["You get this mail because it goes to OPERATOR_EMAIL, 7 days and 1 day before a client secret lapses."];
  const subject = `Relink: the client secret at ${name} lapses on ${day}`;
  const words = await layOut({ locale: "en", subject, paragraphs, button, foot });
  await mailer.send({ id: episode.replaceAll(":", "-"), to: operatorEmail, ...words });
}
