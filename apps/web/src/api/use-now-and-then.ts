import { useEffect, useRef, useState } from "react";

const pauseMs = 700;

type NowAndThen = { call: () => void; stop: () => void };

function createNowAndThen(ask: () => void): NowAndThen {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  function askAndPause(): void {
    again = false;
    ask();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) askAndPause();
    }, pauseMs);
  }
  return {
    call(): void {
      if (timer === undefined) askAndPause();
      else again = true;
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}

/**
 * Asks again at the first call, and then no more often than every 0.7 s: however much happens, the server is asked
 * little, and what happened last is always asked for.
 */
export function useNowAndThen(ask: () => unknown): () => void {
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  const [{ call, stop }] = useState(() => createNowAndThen(() => latest.current()));
  useEffect(() => stop, [stop]);
  return call;
}
