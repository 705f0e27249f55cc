import "./announcer.css";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { type Announcement, nextOf, type Queue, silence, withWords } from "./announcement-queue.ts";

const AnnounceContext = createContext<(announcement: Announcement) => void>(() => undefined);

/** How long a word stays in sight while none waits, in ms. */
const staysFor = 5000;

/** How long it stays at least: a screen reader has taken it up by then, and the next one may replace it. In ms. */
const turn = 1500;

/** The page's one quiet voice: says what changed elsewhere, and shows what the person's own action did. One after the other, none over another. */
export function Announcer({ children }: { children: ReactNode }) {
  const [{ said, waiting }, setQueue] = useState<Queue>(silence);
  const announce = useCallback((announcement: Announcement) => setQueue((queue) => withWords(queue, announcement, performance.now())), []);
  const someWait = waiting.length > 0;
  useEffect(() => {
    if (said === null) return;
    const left = said.since + (someWait ? turn : staysFor) - performance.now();
    const timer = setTimeout(() => setQueue((queue) => nextOf(queue, performance.now())), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [said, someWait]);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="rl-toasts" role="status" aria-live="polite">
        {said === null ? null : (
          <div key={said.key} className={said.quiet === true ? "rl-hidden" : "rl-toast"}>
            {said.words}
          </div>
        )}
      </div>
    </AnnounceContext>
  );
}

export function useAnnounce(): (announcement: Announcement) => void {
  return useContext(AnnounceContext);
}
