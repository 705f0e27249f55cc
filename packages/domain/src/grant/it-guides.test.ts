import { expect, test } from "vitest";
import { locales } from "../locale.ts";
import { accountKinds } from "./grant.ts";
import { guideFor } from "./guides.ts";
import { itGuideFor } from "./it-guides.ts";
import { needsItFor } from "./needs-it.ts";

const subject = { appName: "Relink", account: "ola@example.com" };

test.each(accountKinds.flatMap((kind) => locales.map((locale) => ({ kind, locale }))))(
  "$kind, $locale: IT is told what to do, and not to ask IT",
  ({ kind, locale }) => {
    const guide = itGuideFor(kind, locale, subject);
    const own = guideFor(kind, locale, subject);
    if (!needsItFor(kind)) return expect(guide).toEqual(own);
    const words = guide.steps.join(" ");
    expect(words).toContain("Relink");
    expect(words).toContain("ola@example.com");
    expect(`${guide.title} ${words}`).not.toMatch(/IT department|dzia/i);
    expect(guide).toMatchObject({ consequences: own.consequences, needsIt: true, reviewedOn: own.reviewedOn, url: own.url });
  },
);
