import { maySee } from "@relink/domain";
import type { FastifyInstance } from "fastify";
import { toCaller } from "../people/caller.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import type { ReadViewer } from "../platform/request-info.ts";
import type { ReceiptStore } from "./receipt.store.ts";

export interface ReceiptRouteNeeds {
  readonly receipts: ReceiptStore;
  readonly readViewer: ReadViewer;
  /** What verifies every receipt there is. */
  readonly listKeys: () => Promise<object>;
}

/** GET /receipts/{id}.json: exactly the bytes that are signed, with the signature beside; and the keys that verify it. */
export function receiptRoutes({ receipts, readViewer, listKeys }: ReceiptRouteNeeds): (app: FastifyInstance) => void {
  return (app) => {
    app.get("/.well-known/jwks.json", async (_request, reply) =>
      reply.header("cache-control", "public, max-age=300").send(await listKeys()),
    );
    app.get<{ Params: { file: string } }>("/receipts/:file", async (request, reply) => {
      // Without .json it is the web app's page of the same receipt.
      if (!request.params.file.endsWith(".json")) return reply.callNotFound();
      const viewer = await readViewer(request.headers);
      const id = parseGlobalId("receipt", request.params.file.slice(0, -".json".length));
      if (!viewer) return reply.code(401).send({ error: "UNAUTHENTICATED", message: "Sign in first." });
      const found = id && (await receipts.find(viewer.workspaceId, id));
      const { asker } = toCaller(viewer, null, "en");
      if (!found || !maySee(asker, found.held.inbox) || found.grant.receiptBody === null) {
        return reply.code(404).send({ error: "NOT_FOUND", message: "There is no such receipt in this workspace." });
      }
      return reply
        .header("content-type", "application/json; charset=utf-8")
        .header("content-disposition", `attachment; filename="receipt-${found.held.inbox.address}.json"`)
        .header("cache-control", "no-store")
        .header("relink-signature", found.grant.receiptSignature)
        .send(Buffer.from(found.grant.receiptBody));
    });
  };
}
