import type { ReactNode } from "react";

export function LinkHead({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="link-head">
      <h1>{title}</h1>
      <p>{children}</p>
    </div>
  );
}
