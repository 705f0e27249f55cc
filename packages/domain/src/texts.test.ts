import { describe, expect, it } from "vitest";
import { accountKinds } from "./grant/grant.ts";
import { guideFor } from "./grant/guides.ts";
import { explainReason, remedyFor } from "./inbox/reason-texts.ts";
import { disconnectReasons } from "./inbox/reasons.ts";
import { locales, toLocale } from "./locale.ts";
import { notificationText, severityOf } from "./people/notification-texts.ts";
import { needsIt } from "./people/permissions.ts";
import { becauses, newsTypes } from "./people/recipients.ts";

/** One sentence: a capital, a full stop at the end and none inside; no exclamation, no "Oops", no blank left open. */
function expectOneSentence(text: string): void {
  expect(text).toMatch(/^\p{Lu}[^.!?]*\.$/u);
  expectPlain(text);
}

function expectPlain(text: string): void {
  expect(text.length).toBeGreaterThan(3);
  expect(text).not.toMatch(/undefined|null|\$\{|oops|!|\s{2}|^\s|\s$/i);
}

describe.each(locales)("in %s", (locale) => {
  it.each(disconnectReasons)("%s has one sentence of explanation and one of remedy", (reason) => {
    expectOneSentence(explainReason(reason, locale));
    expectOneSentence(remedyFor(reason, locale));
    expect(explainReason(reason, locale)).not.toBe(remedyFor(reason, locale));
  });

  it.each(accountKinds)("%s has its guide: steps, what ends, where, and the account to open", (kind) => {
    const guide = guideFor(kind, locale, { appName: "Acme Mail", account: "ola@example.com" });
    expect(guide.steps.length).toBeGreaterThanOrEqual(3);
    expect(guide.consequences.length).toBeGreaterThanOrEqual(2);
    expect(guide.steps.join(" ")).toContain("ola@example.com");
    expect([guide.title, ...guide.steps].join(" ")).toContain("Acme Mail");
    for (const text of [
      guide.title,
      ...guide.steps,
      ...guide.consequences,
      ...guideFor(kind, locale, { appName: "Acme", account: null }).steps,
    ])
      expectPlain(text);
    expect(guide).toMatchObject({
      account: "ola@example.com",
      appName: "Acme Mail",
      reviewedOn: "2026-11-23",
      needsIt: needsIt({ accountKind: kind }),
    });
  });

  it.each(newsTypes)("%s is told with every name, and still readable when a name is missing", (type) => {
    const full = {
      address: "ola@example.com",
      reason: "MFA_REQUIRED",
      actorName: "Jan Nowak",
      provider: "GOOGLE",
      domain: "example.com",
      fromProvider: "GOOGLE",
      toProvider: "MICROSOFT",
      url: "https://example.com/hook",
    };
    for (const params of [
      full,
      {},
      { ...full, migrationState: "CONFIRMED", days: "1", closed: "true", incidentKind: "DOMAIN_POLICY" },
      { incidentKind: "APPLICATION_REFUSED" },
    ]) {
      const { title, body, because } = notificationText(type, params, "ADMIN", locale);
      for (const text of [title, body, because]) expectPlain(text === "" ? "left out" : text);
      expect(title).not.toMatch(/\.$/);
    }
  });

  it("every recipient is told why they are", () => {
    const whys = becauses.map((because) => notificationText("incident", {}, because, locale).because);
    for (const why of whys) expectOneSentence(why);
    expect(new Set(whys).size).toBe(becauses.length);
  });

  it("a disconnection says what, why and what to do", () => {
    const { title, body } = notificationText("disconnected", { address: "ola@example.com", reason: "MFA_REQUIRED" }, "OWNER", locale);
    expect(title).toContain("ola@example.com");
    expect(body).toBe(`${explainReason("MFA_REQUIRED", locale)} ${remedyFor("MFA_REQUIRED", locale)}`);
  });
});

it("the two languages differ everywhere", () => {
  for (const reason of disconnectReasons) expect(explainReason(reason, "pl")).not.toBe(explainReason(reason, "en"));
  for (const type of newsTypes)
    expect(notificationText(type, {}, "OWNER", "pl").title).not.toBe(notificationText(type, {}, "OWNER", "en").title);
});

it("a guide leads to the provider's own page, or to where the provider is here; an IMAP server has none", () => {
  const subject = { appName: "Acme Mail", account: null };
  expect(accountKinds.map((kind) => guideFor(kind, "en", subject).url)).toEqual([
    "https://myaccount.google.com/connections",
    "https://myapps.microsoft.com",
    "https://myapps.microsoft.com",
    "https://account.live.com/consent/Manage",
    null,
  ]);
  expect(guideFor("GOOGLE", "en", { ...subject, url: "http://localhost:4100/account" }).url).toBe("http://localhost:4100/account");
  expect(guideFor("IMAP", "en", { ...subject, url: "http://localhost:4100/account" }).url).toBeNull();
  expect(accountKinds.filter((kind) => guideFor(kind, "en", subject).needsIt)).toEqual(["MICROSOFT_WORK_ADMIN", "IMAP"]);
});

it("a general reason names the usual causes, since the provider does not tell them apart", () => {
  expect(explainReason("ACCESS_REVOKED", "en")).toMatch(/removed.*password.*months/);
  expect(explainReason("ACCESS_REVOKED", "pl")).toMatch(/usunął.*hasło.*miesięcy/);
});

it("an end of trouble is said quietly", () => {
  expect([severityOf("disconnected"), severityOf("recovered"), severityOf("incident"), severityOf("incident", { closed: "true" })]).toEqual(
    ["CRITICAL", "INFO", "WARNING", "INFO"],
  );
});

it.each([
  ["pl", "pl"],
  ["pl-PL", "pl"],
  ["PL_pl", "pl"],
  ["en-GB", "en"],
  ["plx", "en"],
  ["de", "en"],
  ["", "en"],
  [null, "en"],
  [undefined, "en"],
] as const)("%s is read as %s", (text, locale) => {
  expect(toLocale(text)).toBe(locale);
});
