import type { Server } from "node:net";

export type Listening = { readonly port: number; readonly close: () => Promise<void> };

export const loopback = "127.0.0.1";

/** Takes the first of the ports that is free, on this machine only. The last one may be 0: any. */
export async function listen(server: Server, ports: readonly number[]): Promise<Listening> {
  for (const [index, port] of ports.entries()) {
    try {
      return { port: await bind(server, port), close: () => closeServer(server) };
    } catch (error) {
      if (index === ports.length - 1 || !isPortTaken(error)) throw error;
    }
  }
  throw new Error("No port was given.");
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, loopback, () => {
      server.off("error", reject);
      const address = server.address();
      if (address && typeof address === "object") resolve(address.port);
      else reject(new Error("The server has no port."));
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
