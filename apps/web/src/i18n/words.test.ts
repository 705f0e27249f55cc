import { beforeAll, describe, expect, it } from "vitest";
import { i18n, speak } from "./language.ts";
import type { Translate } from "./translate.ts";
import { stateWord, toEndsState } from "./words.ts";

const t: Translate = (id, values) => i18n._(id, values);
const states = ["CONNECTING", "CONNECTED", "FAILING", "DISCONNECTED", "OFF", "REMOVED"] as const;

describe("the words of the two ends", () => {
  describe.each([
    ["en", ["Connecting", "Connected", "Failing", "Disconnected", "Off", "Removed"]],
    ["pl", ["Łączenie", "Połączona", "Zawodzi", "Odłączona", "Wyłączona", "Usunięta"]],
  ] as const)("in %s", (language, words) => {
    beforeAll(() => speak(language));

    it("are those that are used everywhere", () => {
      expect(states.map((state) => stateWord(t, state))).toEqual(words);
    });
  });

  it("show a state that this page does not know as the API wrote it", () => {
    expect(stateWord(t, "%future added value")).toBe("%future added value");
  });
});

describe("the line between the two ends", () => {
  it("is sealed only once the provider's end was seen to be closed", () => {
    const open = ["GRANTED", "REVOKING", "AWAITING_PERSON", "ATTESTED", "STILL_USED"] as const;
    expect(open.map((access) => toEndsState("REMOVED", access))).toEqual(open.map(() => "removed-open"));
    expect(toEndsState("REMOVED", "REVOKED")).toBe("removed-closed");
  });

  it("follows our end while the inbox lives, whatever the provider's end says", () => {
    expect(toEndsState("OFF", "GRANTED")).toBe("off");
    expect(toEndsState("DISCONNECTED", "REVOKED")).toBe("disconnected");
  });
});
