import { beforeAll, describe, expect, it } from "vitest";
import type { IncidentFactsFragment } from "../gql/graphql.ts";
import { i18n, needSentences, speak } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";
import { toIncidentTime, toIncidentWords } from "./incident-words.ts";

const t: Translate = (id, values) => i18n._(id, values);

function makeIncident(changes: Partial<IncidentFactsFragment>): IncidentFactsFragment {
  const none = { host: null, domain: null, providerCode: null, until: null };
  return {
    ...none,
    id: "i",
    kind: "PROVIDER_OUTAGE",
    provider: "GOOGLE",
    since: "2026-03-03T12:00:00Z",
    affected: 20,
    open: true,
    ...changes,
  };
}

describe("an incident in words", () => {
  beforeAll(async () => {
    await needSentences("watching");
    await speak("en");
  });

  it("names the mail server that is down, or the provider, and promises that nothing is disconnected", () => {
    expect(toIncidentWords(t, makeIncident({ provider: "IMAP", host: "mail.a.test" })).title).toBe("Trouble at mail.a.test");
    expect(toIncidentWords(t, makeIncident({ host: "imap.gmail.com" })).title).toBe("Trouble at Google");
    expect(toIncidentWords(t, makeIncident({})).words).toMatch(/Nothing is disconnected because of it/);
  });

  it("says of our own application whose it is to mend", () => {
    const { title, words } = toIncidentWords(t, makeIncident({ kind: "APPLICATION_REFUSED" }));
    expect(title).toBe("Google refuses Relink itself");
    expect(words).toMatch(/for whoever runs Relink here to mend/);
  });

  it("names the domain whose rule refuses, and promises there nothing that is not so", () => {
    const { title, words, tone } = toIncidentWords(t, makeIncident({ kind: "DOMAIN_POLICY", domain: "a.test" }));
    expect(title).toBe("A rule of a.test refuses its inboxes");
    expect(words).toMatch(/an administrator of the domain/);
    expect(words).not.toMatch(/Nothing is disconnected|No inbox is disconnected/);
    expect(tone).toBe("warn");
  });

  it("says since when while it lasts, then from when to when", () => {
    expect(toIncidentTime(t, makeIncident({ since: "2020-03-03T12:00:00Z" }), "en")).toBe("Since 3 March 2020.");
    const over = makeIncident({ since: "2020-03-03T12:00:00Z", until: "2020-03-04T12:00:00Z", open: false });
    expect(toIncidentTime(t, over, "en")).toBe("3 March 2020 – 4 March 2020");
  });
});
