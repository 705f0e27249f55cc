let armed: string | null = null;

/** Arms one named point, from RELINK_CRASH_AT; production refuses the setting. */
export function armCrashPoint(name: string | null): void {
  armed = name;
}

/** Where crash tests may kill this process: as hard as `kill -9`, so that nothing gets the chance to tidy up. */
export function crashPoint(name: string): void {
  if (armed === name) process.kill(process.pid, "SIGKILL");
}
