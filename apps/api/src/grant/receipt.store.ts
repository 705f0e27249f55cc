import type { Durations } from "@relink/domain";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { InboxStore } from "../inbox/inbox.store.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import { nothingGranted, type ReceiptSigner } from "../inbox/receipt.ts";
import type { Queryable } from "../platform/transaction.ts";

/** A receipt's grant with the inbox that it was of. */
export interface FoundReceipt {
  readonly held: HeldInbox;
  readonly grant: KeptGrant;
}

export interface ReceiptStore {
  find(workspaceId: string, receiptId: string): Promise<FoundReceipt | null>;
}

export function createReceiptStore(needs: {
  readonly database: Queryable;
  readonly inboxes: InboxStore;
  readonly signer: ReceiptSigner;
  readonly durations: Durations;
}): ReceiptStore {
  return {
    async find(workspaceId, receiptId) {
      const sql = "select id, inbox_id from inbox_grant where workspace_id = $1 and receipt_id = $2";
      const [row] = await needs.database.query<{ id: string; inbox_id: string }>(sql, [workspaceId, receiptId], "receipt_find");
      const held = await needs.inboxes.find(workspaceId, row?.inbox_id ?? receiptId);
      if (!held) return null;
      if (row) {
        const grant = await needs.inboxes.findGrant(workspaceId, row.id);
        return grant && { held, grant };
      }
      // Nothing was granted: its receipt carries the inbox's id and is made on the fly.
      const { ourEnd } = held.inbox;
      if (ourEnd.state !== "REMOVED" || held.endedGrant) return null;
      return { held, grant: await nothingGranted(held.inbox, needs.signer, needs.durations) };
    },
  };
}
