import { chmod, rename, writeFile } from "node:fs/promises";

/** Writes a file so that a reader sees the old content or the new, never a part. */
export async function writeFileWhole(file: string, content: string, mode: number): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, content, { mode });
  // The mode above counts only for a file that was not there.
  await chmod(draft, mode);
  await rename(draft, file);
}
