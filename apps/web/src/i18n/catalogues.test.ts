import type { MessageId } from "@lingui/core";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import { beforeEach, describe, expect, it } from "vitest";
import { i18n, needSentences, speak } from "./language.ts";

type Sentences = Readonly<Record<string, string>>;

const files = import.meta.glob<string>("./locales/*.json", { query: "?raw", import: "default", eager: true });

function readCatalogue(name: string): Sentences {
  return JSON.parse(files[`./locales/${name}.json`] ?? "{}");
}

/** Those of pages that are opened now and then. */
const others = ["seldom", "telling", "watching"] as const;
const readAll = (language: "en" | "pl"): Sentences =>
  Object.assign({}, readCatalogue(language), ...others.map((name) => readCatalogue(`${name}-${language}`)));
const en = readAll("en");
const pl = readAll("pl");
const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.{ts,tsx}", "!../gql/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The names that a sentence is filled with, and the tags in it. */
function readSlots(sentence: string): string[] {
  const names = collectNames(compileMessageOrThrow(sentence));
  const tags = [...sentence.matchAll(/<(\w+)\/>/g)].map((found) => `<${found[1]}>`);
  return [...new Set([...names, ...tags])].filter((name) => name !== "#").toSorted();
}

/** A compiled sentence is a list of words and of [name, kind, choices]; each choice is such a list again. */
function collectNames(compiled: unknown): string[] {
  if (!Array.isArray(compiled)) return [];
  return compiled.flatMap((token: unknown) => {
    if (!Array.isArray(token)) return [];
    const [name, , choices]: unknown[] = token;
    const inside = typeof choices === "object" && choices !== null ? Object.values(choices).flatMap(collectNames) : [];
    return [String(name), ...inside];
  });
}

describe("the catalogues", () => {
  it("have every sentence in both languages", () => {
    expect(Object.keys(pl).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(Object.values({ ...en, ...pl }).filter((sentence) => sentence.trim() === "")).toEqual([]);
  });

  it("have no sentence twice", () => {
    const ids = ["en", ...others.map((name) => `${name}-en`)].flatMap((name) => Object.keys(readCatalogue(name)));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const name of others)
      expect(Object.keys(readCatalogue(`${name}-pl`)).toSorted()).toEqual(Object.keys(readCatalogue(`${name}-en`)).toSorted());
    expect(Object.keys(files)).toHaveLength(2 + 2 * others.length);
  });

  it("come in each language that is chosen after they were needed", async () => {
    await speak("en");
    await needSentences("telling");
    expect(i18n._("prefs.undo")).toBe("Undo");
    await speak("pl");
    expect(i18n._("prefs.undo")).toBe("Cofnij");
  });

  it.each(Object.keys(en))("%s can be compiled, and both languages fill the same slots", (id) => {
    for (const sentence of [en[id] ?? "", pl[id] ?? ""]) expect(() => compileMessageOrThrow(sentence)).not.toThrow();
    expect(readSlots(pl[id] ?? "")).toEqual(readSlots(en[id] ?? ""));
  });

  it("have no sentence that nothing says", () => {
    const all = Object.values(sources).join("\n");
    const made = ["menu.theme."];
    const unused = Object.keys(en).filter(
      (id) => !all.includes(`"${id}"`) && !made.some((prefix) => id.startsWith(prefix) && all.includes(`\`${prefix}\${`)),
    );
    expect(unused).toEqual([]);
  });
});

describe("plural forms", () => {
  const count = (id: MessageId, number: number) => i18n._(id, { count: number });

  describe("in Polish", () => {
    beforeEach(() => speak("pl"));

    it("tell one, few and many apart", () => {
      expect([0, 1, 2, 5, 12, 22].map((number) => count("channels.count", number))).toEqual([
        "Brak kanałów",
        "1 kanał",
        "2 kanały",
        "5 kanałów",
        "12 kanałów",
        "22 kanały",
      ]);
    });

    it("set the page's language", () => {
      expect(document.documentElement.lang).toBe("pl");
    });
  });

  it("work in English", async () => {
    await speak("en");
    expect([0, 1, 2].map((number) => count("channels.count", number))).toEqual(["No channels", "1 channel", "2 channels"]);
  });
});
