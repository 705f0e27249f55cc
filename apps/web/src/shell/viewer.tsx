import { createContext, useContext } from "react";
import type { ShellQuery } from "../gql/graphql.ts";

export type Viewer = ShellQuery["viewer"] & { member: NonNullable<ShellQuery["viewer"]["member"]> };

const ViewerContext = createContext<Viewer | null>(null);

export const ViewerProvider = ViewerContext.Provider;

/** The person who is signed in. Only pages inside the shell have one. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error("useViewer outside the shell");
  return viewer;
}

/** API keys, roles and people. */
export function managesWorkspace(viewer: Viewer): boolean {
  return viewer.role === "SUPER_ADMIN";
}

export function canManageAccess(viewer: Viewer): boolean {
  return viewer.role === "ADMIN" || viewer.role === "SUPER_ADMIN";
}
