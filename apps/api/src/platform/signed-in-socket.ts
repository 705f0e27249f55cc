import type { Loss, Watcher } from "./viewer-watch.ts";
import type { MemberViewer, Viewer } from "./viewer.ts";

/** What a socket of somebody who is signed in offers. */
export interface ClosableSocket {
  close(code: number, reason: string): void;
  terminate(): void;
}

/**
 * So long a connection's subscriptions have to say why they end; ms. No shorter than a viewer is kept in mind: who
 * comes back is read anew.
 */
export const lastWordsMs = 1_000;
/** So long a client has to answer the close; ms. */
const farewellMs = 1_000;

/** Both mean to the SDK: nobody is signed in. To graphql-ws, 4401 is the end; after 4403 it may come back, with what is left of the right. */
const closings: Readonly<Record<Loss, readonly [code: number, reason: string]>> = {
  UNAUTHENTICATED: [4401, "The session or the API key has ended"],
  FORBIDDEN: [4403, "What you may see has changed"],
};

/** Whose an open socket is. It is closed when its session or key is over or its person's role is lower, through whichever process. */
export class SignedInSocket implements Watcher {
  viewer: Viewer;
  readonly #socket: ClosableSocket;

  constructor(socket: ClosableSocket, viewer: Viewer) {
    this.#socket = socket;
    this.viewer = viewer;
  }

  lose(loss: Loss): void {
    setTimeout(end, lastWordsMs, this.#socket, ...closings[loss]).unref();
  }

  /** A role that rises, or another language, is no reason to close. */
  become(now: MemberViewer): void {
    this.viewer = now;
  }

  signOut(sessionId: string): void {
    if (this.viewer.kind === "member" && this.viewer.sessionId === sessionId) end(this.#socket, 4403, "Signed out");
  }
}

/** Who does not answer the close is let go without. */
function end(socket: ClosableSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), farewellMs).unref();
}
