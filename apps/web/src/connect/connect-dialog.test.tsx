import { ApolloClient, ApolloLink, type FetchResult, Observable } from "@apollo/client";
import { ApolloProvider } from "@apollo/client/react";
import { I18nProvider } from "@lingui/react";
import { Announcer } from "@relink/ui";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCache } from "../apollo.ts";
import { i18n, speak } from "../i18n/language.ts";
import { ConnectDialog } from "./connect-dialog.tsx";
import { answers } from "./discovery.fixture.ts";

let asked: string[] = [];
/** Answers that the test holds back, by address. */
let held: Map<string, () => void>;
let holds: Set<string>;

const link = new ApolloLink(
  ({ variables }) =>
    new Observable<FetchResult>((observer) => {
      const address = String(variables["address"]);
      asked.push(address);
      const answer = () => {
        const found = answers[address];
        if (found === undefined) return observer.error(new TypeError("Failed to fetch"));
        observer.next({ data: { discoverMailSettings: found } });
        observer.complete();
      };
      if (holds.has(address)) held.set(address, answer);
      else queueMicrotask(answer);
    }),
);

function open(address?: string, label = "E-mail address"): HTMLInputElement {
  const client = new ApolloClient({ cache: createCache(), link });
  render(
    <I18nProvider i18n={i18n}>
      <ApolloProvider client={client}>
        <Announcer>
          <MemoryRouter>
            <ConnectDialog kind="PERSONAL" {...(address === undefined ? {} : { address })} onClose={() => undefined} />
          </MemoryRouter>
        </Announcer>
      </ApolloProvider>
    </I18nProvider>,
  );
  return screen.getByLabelText(label);
}

const type = (field: HTMLInputElement, value: string) => fireEvent.change(field, { target: { value } });
const card = (name: RegExp) => screen.getByRole<HTMLInputElement>("radio", { name });
const valueOf = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value;

beforeEach(async () => {
  asked = [];
  held = new Map();
  holds = new Set();
  await speak("en");
});
afterEach(cleanup);

describe("typing an address to connect", () => {
  it("finds the provider once the person pauses, and says who keeps the mail", async () => {
    const field = open();
    for (const text of ["ola", "ola@", "ola@google", "ola@google.test"]) type(field, text);
    await screen.findByText("Google keeps the mail of this domain.");
    expect(card(/^Google/).checked).toBe(true);
    expect(screen.getByRole("button", { name: /Continue to Google/ })).toBeTruthy();
    expect(asked).toEqual(["ola@google.test"]);
  });

  it("asks at once when the field is left, and on Enter, and not twice", async () => {
    const field = open();
    type(field, "ola@google.test");
    fireEvent.blur(field);
    await screen.findByText("Google keeps the mail of this domain.");
    fireEvent.blur(field);
    type(field, "ola@none.test");
    fireEvent.blur(field);
    await screen.findByText(/Nothing was found by itself/);
    expect(asked).toEqual(["ola@google.test", "ola@none.test"]);
  });

  it("fills the servers in, and leaves them to the person", async () => {
    const field = open();
    type(field, "ola@acme.test");
    fireEvent.keyDown(field, { key: "Enter" });
    await screen.findByText("Its mail is read at mail.acme.test: filled in below.");
    expect(["username", "imap.host", "imap.port", "imap.security", "smtp.host", "smtp.port", "smtp.security"].map(valueOf)).toEqual([
      "ola",
      "mail.acme.test",
      "143",
      "STARTTLS",
      "out.acme.test",
      "465",
      "TLS",
    ]);
    fireEvent.click(card(/^Microsoft/));
    expect(screen.getByRole("button", { name: /Continue to Microsoft/ })).toBeTruthy();
  });

  it("begins with the address that was tried before", async () => {
    open("ola@google.test");
    await screen.findByText("Google keeps the mail of this domain.");
  });

  it.each([
    ["ola@guess.test", "mail.acme.test is a guess: check it before you type a password."],
    ["ola@elsewhere.test", "Its domain names mail.acme.test, which belongs to someone else: go on only if you know it."],
  ])("has the person look at %s's servers", async (address, words) => {
    const field = open();
    type(field, address);
    fireEvent.blur(field);
    expect((await screen.findByText(words)).dataset["tone"]).toBe("warn");
  });

  it.each([
    ["ola@none.test", /Choose where its mail is/],
    ["ola@down.test", /This can’t be looked up now/],
    ["ola@proton.test", /Proton Mail offers no IMAP/],
  ])("leaves the choice by hand for %s", async (address, words) => {
    const field = open();
    type(field, address);
    fireEvent.blur(field);
    await screen.findByText(words);
    expect(screen.getAllByRole<HTMLInputElement>("radio").some(({ checked }) => checked)).toBe(false);
    fireEvent.click(card(/^IMAP/));
    expect(valueOf("imap.host")).toBe("");
  });

  it("keeps what the person chose while the answer was on its way, and leaves a late answer aside", async () => {
    holds.add("ola@google.test");
    const field = open();
    type(field, "ola@google.test");
    fireEvent.blur(field);
    await screen.findByText(/Looking where its mail lives/);
    fireEvent.click(card(/^IMAP/));
    held.get("ola@google.test")?.();
    await screen.findByText("Google keeps the mail of this domain.");
    expect(card(/^IMAP/).checked).toBe(true);

    holds.add("ola@acme.test");
    type(field, "ola@acme.test");
    fireEvent.blur(field);
    type(field, "ola@none.test");
    fireEvent.blur(field);
    await screen.findByText(/Nothing was found by itself/);
    held.get("ola@acme.test")?.();
    await Promise.resolve();
    expect(screen.queryByText(/filled in below/)).toBeNull();
  });

  it("never writes over what the person typed", async () => {
    holds.add("ola@acme.test");
    const field = open();
    type(field, "ola@acme.test");
    fireEvent.blur(field);
    fireEvent.click(card(/^IMAP/));
    type(screen.getByLabelText("IMAP server"), "by-hand.acme.test");
    type(screen.getByLabelText("Password or app password"), "secret");
    held.get("ola@acme.test")?.();
    await screen.findByText(/Its mail is read at/);
    expect(["imap.host", "imap.port", "password", "username", "smtp.host"].map(valueOf)).toEqual([
      "by-hand.acme.test",
      "993",
      "secret",
      "ola",
      "out.acme.test",
    ]);
  });

  it("speaks Polish", async () => {
    await speak("pl");
    const field = open(undefined, "Adres e-mail");
    type(field, "ola@google.test");
    fireEvent.blur(field);
    await screen.findByText("Pocztę tej domeny prowadzi Google.");
  });
});

describe("an inbox that was removed at the address", () => {
  it("is offered first, and comes back in its own dialog", async () => {
    const field = open();
    type(field, "old@acme.test");
    fireEvent.blur(field);
    fireEvent.click(await screen.findByRole("button", { name: "Bring it back" }));
    await screen.findByText("Reconnect old@acme.test");
  });

  it("is not offered where it was another kind of inbox", async () => {
    const field = open();
    type(field, "team@acme.test");
    fireEvent.blur(field);
    await screen.findByText("Google keeps the mail of this domain.");
    expect(screen.queryByRole("button", { name: "Bring it back" })).toBeNull();
  });
});
