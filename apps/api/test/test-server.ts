export interface TestServer {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export const templateName = "relink_template";

declare module "vitest" {
  interface ProvidedContext {
    readonly server: TestServer;
  }
}
