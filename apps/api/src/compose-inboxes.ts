import { createAttemptStore } from "./connect/attempt.store.ts";
import { createAttemptTokens } from "./connect/attempt-token.ts";
import { cancelAttempt } from "./connect/cancel-attempt.ts";
import { completeSignIn } from "./connect/complete-sign-in.ts";
import { connectImapInbox } from "./connect/connect-imap-inbox.ts";
import { connectInbox } from "./connect/connect-inbox.ts";
import type { ConnectNeeds } from "./connect/connect-needs.ts";
import type { ConnectRouteNeeds } from "./connect/connect.routes.ts";
import type { ConnectVerbs } from "./connect/connect.resolver.ts";
import { reconnectImapInbox } from "./connect/reconnect-imap-inbox.ts";
import { reconnectInbox } from "./connect/reconnect-inbox.ts";
import type { Env } from "./env.ts";
import type { PresentNeeds } from "./grant/present-grant.ts";
import { createProviderAccountStore } from "./grant/provider-account.store.ts";
import { receiveRisc, type ReceiveRisc } from "./grant/receive-risc.ts";
import { createRiscStore } from "./grant/risc.store.ts";
import { createProviderEndVerbs } from "./grant/provider-end-verbs.ts";
import { createReceiptStore, type ReceiptStore } from "./grant/receipt.store.ts";
import { checkInboxNow } from "./inbox/check-inbox-now.ts";
import { createCommit } from "./inbox/commit.ts";
import { createInboxStore } from "./inbox/inbox.store.ts";
import type { InboxVerbs } from "./inbox/inbox-verbs.resolver.ts";
import { deleteChannel, removeInbox } from "./inbox/remove-inbox.ts";
import { turnOffInbox } from "./inbox/turn-off-inbox.ts";
import { turnOnInbox } from "./inbox/turn-on-inbox.ts";
import { accountKey } from "./mail/account-key.ts";
import { createMailboxes } from "./mail/mailboxes.ts";
import { createReceiptSigner, type ReceiptSigner } from "./mail/receipt-signer.ts";
import { createProviders } from "./mail/settings.ts";
import { createRiscReader } from "./mail/risc-token.ts";
import { hashTokenName } from "./mail/token-hash.ts";
import { createVault } from "./mail/vault.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";
import type { Database } from "./platform/database.ts";
import { deriveKey, type KeyRing } from "./platform/key-ring.ts";
import { createRateLimit } from "./platform/rate-limit.ts";
import type { Transactions } from "./platform/transaction.ts";

export interface InboxFoundation {
  readonly env: Env;
  readonly keyRing: KeyRing;
  /** What accounts and refresh tokens are hashed with; it outlives the ring's keys. */
  readonly accountSecret: Buffer;
  readonly database: Database;
  readonly transactions: Transactions;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Timers that are due now were stored. */
  readonly nudge: () => void;
}

export interface ComposedInboxes {
  /** What use-cases and timers of inboxes need. */
  readonly needs: ConnectNeeds;
  readonly present: PresentNeeds;
  readonly receipts: ReceiptStore;
  readonly signer: ReceiptSigner;
  readonly verbs: InboxVerbs;
  readonly connectVerbs: ConnectVerbs;
  readonly connectRouteNeeds: ConnectRouteNeeds;
  /** What Google reports by itself. */
  readonly receiveRisc: ReceiveRisc;
}

/** Everything about inboxes, their grants and their sign-ins, put together. */
export function composeInboxes(foundation: InboxFoundation): ComposedInboxes {
  const { env, keyRing, accountSecret, database, transactions, clock } = foundation;
  const { durations } = clock;
  const inboxes = createInboxStore(database);
  const signer = createReceiptSigner(keyRing);
  const providers = createProviders(env, clock.now);
  const needs: ConnectNeeds = {
    database,
    inboxes,
    clock,
    transactions,
    providers,
    commit: createCommit({ database, bus: foundation.bus, signer, durations, nudge: foundation.nudge }),
    attempts: createAttemptStore(database),
    accounts: createProviderAccountStore(database),
    mailboxes: createMailboxes(env),
    vault: createVault(keyRing, accountSecret),
    refreshes: new Map(),
    tokens: createAttemptTokens(deriveKey(keyRing, "attempt")),
    toAccountKey: (provider, accountId) => accountKey(accountSecret, provider, accountId),
    publicUrl: env.publicUrl,
  };
  const present: PresentNeeds = { publicUrl: env.publicUrl, durations, providers };
  return {
    needs,
    present,
    signer,
    receipts: createReceiptStore({ database, inboxes, signer, durations }),
    verbs: createInboxVerbs(needs),
    connectVerbs: {
      connect: connectInbox(needs),
      connectImap: connectImapInbox(needs),
      reconnect: reconnectInbox(needs),
      reconnectImap: reconnectImapInbox(needs),
      cancel: cancelAttempt(needs),
    },
    receiveRisc: createReceiveRisc(foundation, needs),
    connectRouteNeeds: { ...needs, completeSignIn: completeSignIn(needs) },
  };
}

function createReceiveRisc({ env, database, clock, accountSecret, nudge }: InboxFoundation, { toAccountKey }: ConnectNeeds): ReceiveRisc {
  const clientIds = env.google.application ? [env.google.application.clientId] : [];
  return receiveRisc({
    reader: createRiscReader({ configurationUrl: env.googleRiscConfiguration, clientIds, now: clock.now }),
    reports: createRiscStore(database),
    hashTokenName: (naming, value) => hashTokenName(accountSecret, naming, value),
    now: clock.now,
    toAccountKey,
    nudge,
  });
}

const minute = 60_000;

function createInboxVerbs(needs: ConnectNeeds): InboxVerbs {
  return {
    turnOff: turnOffInbox(needs),
    turnOn: turnOnInbox(needs),
    remove: removeInbox(needs),
    deleteChannel: deleteChannel(needs),
    checkNow: checkInboxNow({ ...needs, limit: createRateLimit(10, minute) }),
    providerEnd: createProviderEndVerbs({ ...needs, limit: createRateLimit(10, minute), imapLimit: createRateLimit(3, 60 * minute) }),
  };
}
