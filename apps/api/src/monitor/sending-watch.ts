import { isSendingDue, learntOfSending } from "@relink/domain";
import { useCredentials, type CredentialNeeds, type Usable } from "../grant/credentials.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { Mailboxes } from "../mail/mailbox.ts";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import type { SendingStore } from "./sending.store.ts";

/** Watches apart from the checks whether mail can be sent. Whatever it finds moves no state, and nobody waits for it. */
export interface SendingWatch {
  /** A check of this inbox has just passed and is stored. `asked`: not by the schedule, but by somebody. */
  passed(held: HeldInbox, asked: boolean): void;
  /** Gives up what runs. */
  stop(): Promise<void>;
}

export interface SendingWatchNeeds extends CredentialNeeds {
  readonly mailboxes: Pick<Mailboxes, "checkSmtp">;
  readonly sendings: SendingStore;
  readonly clock: Clock;
  readonly bus: Pick<Bus, "changed">;
  readonly onError: (error: unknown) => void;
  /** How many logins run at once in this process; a quarter of them at one host. */
  readonly atOnce: number;
}

/** One look that runs; `host`: the sending server, once it is known. */
interface Look {
  readonly giveUp: AbortController;
  readonly ended: Promise<void>;
  host: string | null;
}

export function createSendingWatch(needs: SendingWatchNeeds): SendingWatch {
  return new Watch(needs);
}

class Watch implements SendingWatch {
  readonly #needs: SendingWatchNeeds;
  readonly #looks = new Map<string, Look>();
  #stopped = false;

  constructor(needs: SendingWatchNeeds) {
    this.#needs = needs;
  }

  passed(held: HeldInbox, asked: boolean): void {
    const { inbox, grant, health } = held;
    if (this.#stopped || !grant || inbox.ourEnd.state !== "CONNECTED") return;
    const question = { inboxId: inbox.id, asked, byPassword: grant.accountKind === "IMAP" };
    const seen = { sending: health.sending, triedAt: health.sendingTriedAt };
    if (!isSendingDue(seen, question, this.#needs.clock.moment())) return;
    const key = `${inbox.id} ${inbox.stateChangedAt}`;
    // What finds no place now, because servers hang, is due still when the next check passes.
    if (this.#looks.has(key) || this.#looks.size >= this.#needs.atOnce) return;
    const giveUp = new AbortController();
    const ended = Promise.resolve()
      .then(() => this.#look(key, held, grant, giveUp.signal))
      .catch(this.#needs.onError)
      .finally(() => this.#looks.delete(key));
    this.#looks.set(key, { giveUp, ended, host: null });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { giveUp } of this.#looks.values()) giveUp.abort();
    await Promise.all([...this.#looks.values()].map(({ ended }) => ended));
  }

  async #look(key: string, held: HeldInbox, grant: KeptGrant, signal: AbortSignal): Promise<void> {
    const { clock, sendings, bus } = this.#needs;
    const { inbox } = held;
    const usable = await useCredentials(this.#needs, inbox.address, grant, () => false, clock.moment());
    // What became of the credentials within a moment is the next check's to find out.
    if (!usable.ok || !this.#takePlace(key, usable.smtp?.host ?? null)) return;
    if (signal.aborted || !(await sendings.begin(held, clock.now()))) return;
    const sending = await this.#ask(usable, signal);
    if (signal.aborted || sending === null) return;
    if (await sendings.put(held, sending)) bus.changed({ workspaceId: inbox.workspaceId, topic: "INBOX_HEALTH", id: inbox.id });
  }

  /** One host that hangs leaves places for all others. */
  #takePlace(key: string, host: string | null): boolean {
    const look = this.#looks.get(key);
    if (!look || host === null) return true;
    const there = [...this.#looks.values()].filter((other) => other.host === host).length;
    if (there >= Math.ceil(this.#needs.atOnce / 4)) return false;
    look.host = host;
    return true;
  }

  async #ask({ smtp, login }: Extract<Usable, { ok: true }>, signal: AbortSignal): Promise<ReturnType<typeof learntOfSending>> {
    if (!smtp) return null;
    const { sending } = await this.#needs.mailboxes.checkSmtp({ ...login, server: smtp }, { signal });
    return learntOfSending(sending);
  }
}
