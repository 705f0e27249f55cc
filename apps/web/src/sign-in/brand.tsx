/** Whose page it is, where no side bar says so. */
export function Brand() {
  return (
    <div className="sign-in-brand">
      <span className="rl-brand-mark" aria-hidden="true">
        R
      </span>
      Relink
    </div>
  );
}
