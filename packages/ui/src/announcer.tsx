import "./announcer.css";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";

export type Announcement = {
  words: string;
  /** Said to screen readers only: the page shows it where it happened. */
  quiet?: boolean;
};

type Said = Announcement & { key: number };

const AnnounceContext = createContext<(announcement: Announcement) => void>(() => undefined);

/** How long a word stays in sight, in ms. */
const staysFor = 5000;

/** The page's one quiet voice: says what changed elsewhere, and shows what the person's own action did. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<Said | null>(null);
  const next = useRef(0);
  const announce = useCallback((announcement: Announcement) => {
    next.current += 1;
    setSaid({ ...announcement, key: next.current });
  }, []);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), staysFor);
    return () => clearTimeout(timer);
  }, [said]);
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
