import { useAnnounce } from "@relink/ui";
import { useRef } from "react";

/**
 * Copies a field's text; where the page may not (it is not secure), it is marked for the person to copy.
 * @param copied - what is said once it is done.
 */
export function useCopy(copied: string) {
  const announce = useAnnounce();
  const field = useRef<HTMLInputElement>(null);
  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(field.current?.value ?? "");
      announce({ words: copied });
    } catch {
      field.current?.focus();
    }
  }
  return { field, copy };
}
