import { expect, it } from "vitest";
import { readEnv } from "../env.ts";
import { createProviders, toApplication, toMailServer } from "./settings.ts";

const application = { GOOGLE_CLIENT_ID: "g", GOOGLE_CLIENT_SECRET: "s", PUBLIC_URL: "https://relink.example" };

it("offers a provider only where our application is set up there", () => {
  const providers = createProviders(readEnv(application));
  expect(providers.microsoft).toBeNull();
  expect(providers.google).toMatchObject({
    provider: "GOOGLE",
    imap: { host: "imap.gmail.com", port: 993, security: "TLS" },
    smtp: { port: 465, security: "TLS" },
  });
});

it("gives each provider its own callback, and http only to a provider on this machine", () => {
  const env = readEnv(application);
  expect(toApplication(env.google, "google", env)).toMatchObject({
    redirectUri: "https://relink.example/connect/callback/google",
    insecure: false,
  });
  const local = readEnv({ ...application, GOOGLE_ISSUER: "http://127.0.0.1:4000/google" });
  expect(toApplication(local.google, "google", local)).toMatchObject({ insecure: true });
  expect(toApplication(local.google, "google", { ...local, production: true })).toMatchObject({ insecure: false });
});

it("begins TLS by STARTTLS at the ports that are for it", () => {
  expect([143, 587, 993, 465, 10_993].map((port) => toMailServer({ host: "h", port }).security)).toEqual([
    "STARTTLS",
    "STARTTLS",
    "TLS",
    "TLS",
    "TLS",
  ]);
});
