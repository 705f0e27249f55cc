import "./dialog.css";
import { AlertDialog as BaseAlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { type ReactNode, useRef } from "react";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** What it is about, in a sentence or two. */
  words?: ReactNode;
  children?: ReactNode;
  /** The buttons: verbs, the one that does it first. */
  actions: ReactNode;
  /** A quiet word at the end of the buttons' line. */
  aside?: ReactNode;
  size?: "normal" | "wide";
  /** Begins at its top, with no control focused: for what is to be read first, or where a stray Enter could do harm. */
  careful?: boolean;
};

function Frame({ title, words, children, actions, aside, size = "normal", careful = false }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <BaseDialog.Portal>
      <BaseDialog.Backdrop className="rl-veil" />
      <BaseDialog.Viewport className="rl-dialog-view">
        <BaseDialog.Popup ref={popup} className="rl-dialog" data-size={size} initialFocus={careful ? popup : true}>
          <div className="rl-dialog-head">
            <BaseDialog.Title className="rl-dialog-title">{title}</BaseDialog.Title>
            {words === undefined ? null : (
              <BaseDialog.Description className="rl-dialog-words" render={<div />}>
                {words}
              </BaseDialog.Description>
            )}
          </div>
          {children}
          <div className="rl-dialog-foot">
            {actions}
            {aside === undefined ? null : <span className="rl-dialog-aside">{aside}</span>}
          </div>
        </BaseDialog.Popup>
      </BaseDialog.Viewport>
    </BaseDialog.Portal>
  );
}

export function Dialog(props: DialogProps) {
  return (
    <BaseDialog.Root open={props.open} onOpenChange={(open) => (open ? undefined : props.onClose())}>
      <Frame {...props} />
    </BaseDialog.Root>
  );
}

/** A question that has to be answered: a click beside it does not answer it. */
export function AlertDialog(props: DialogProps) {
  return (
    <BaseAlertDialog.Root open={props.open} onOpenChange={(open) => (open ? undefined : props.onClose())}>
      <Frame {...props} careful />
    </BaseAlertDialog.Root>
  );
}
