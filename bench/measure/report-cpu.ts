/** Preloaded into every server that is measured: tells its own CPU time when the bench asks. */
process.on("message", (message: unknown) => {
  if (message !== "cpu") return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000 });
});
