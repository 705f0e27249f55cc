import "./popover.css";
import "./menu.css";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { RefObject } from "react";

export type MenuItem = { id: string; label: string; onChoose: () => void };

export type MenuProps = {
  open: boolean;
  onClose: () => void;
  anchor: RefObject<HTMLElement | null>;
  label: string;
  items: readonly MenuItem[];
};

/** What can be done besides, below the button that opens it. */
export function Menu({ open, onClose, anchor, label, items }: MenuProps) {
  return (
    <BaseMenu.Root
      open={open}
      modal={false}
      onOpenChange={(next, details) => {
        if (next) return;
        // A press on the button itself is the button's own business: it would close and open again.
        if (details.event.target instanceof Node && anchor.current?.contains(details.event.target)) details.cancel();
        else onClose();
      }}
    >
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="rl-pop-place" anchor={anchor} side="bottom" align="end" sideOffset={6}>
          <BaseMenu.Popup className="rl-pop rl-menu" aria-label={label} finalFocus={anchor}>
            {items.map((item) => (
              <BaseMenu.Item key={item.id} className="rl-menu-item" onClick={item.onChoose}>
                {item.label}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
