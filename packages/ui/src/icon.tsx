const paths = {
  bell: "M6 9a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7m4 10a2 2 0 0 0 4 0",
  overview: "M4 20h16M6 16v-5m6 5V5m6 11V9",
  move: "M4 8h13m-3.5-3.5L17 8l-3.5 3.5M20 16H7m3.5-3.5L7 16l3.5 3.5",
  inbox: "M4 13l2.5-8h11L20 13v6H4zm0 0h4.5l1.5 2.5h4l1.5-2.5H20",
  settings: "M5 7h9m4 0h1M5 17h1m4 0h9M14 7a2 2 0 1 0 4 0 2 2 0 1 0-4 0M6 17a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  person: "M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M4.5 20a7.5 7.5 0 0 1 15 0",
  hook: "M9.5 8.5a3 3 0 1 1 4.6 2.5l2.6 4.6M16 14.6a3 3 0 1 1-2.4 3.9H8.6M11 10.4l-2.7 5M8.6 18.5a3 3 0 1 1-2-4.3",
  key: "M4 15a4 4 0 1 0 8 0 4 4 0 1 0-8 0m7-3l8-8m-3 3l2.5 2.5",
  lock: "M6 11h12v9H6zm2 0V8a4 4 0 0 1 8 0v3",
  unlock: "M6 11h12v9H6zm2 0V8a4 4 0 0 1 7.7-1.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0M12 7.5V12l3 2",
  hand: "M12 4v9m0 4.5v.5M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0",
  close: "M6 6l12 12M18 6L6 18",
  chevron: "M9 6l6 6-6 6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M9.5 12a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0",
  more: "M5.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0m6 0a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0m6 0a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0",
  cloud: "M4 4l16 16M9 6.5A6 6 0 0 1 17.5 11 4 4 0 0 1 19.5 18M16 18H7a4 4 0 0 1-.5-8",
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside words: never the only carrier of a meaning, so it is hidden from screen readers. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
