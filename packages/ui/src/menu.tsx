import "./pop-up.css";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Fragment, type RefObject } from "react";
import { Icon } from "./icon.tsx";

export type MenuChoice = { value: string; label: string };
export type MenuSection =
  | { kind: "choices"; label: string; value: string; choices: readonly MenuChoice[]; onChoose: (value: string) => void }
  | { kind: "action"; label: string; onAct: () => void };

export type MenuProps = {
  open: boolean;
  onClose: () => void;
  /** The button that opens it: it stands beside it, and the focus goes back to it. */
  anchor: RefObject<HTMLElement | null>;
  label: string;
  sections: readonly MenuSection[];
};

export function Menu({ open, onClose, anchor, label, sections }: MenuProps) {
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
        <BaseMenu.Positioner className="rl-pop-place" anchor={anchor} side="top" align="start" sideOffset={6}>
          <BaseMenu.Popup className="rl-pop rl-menu" aria-label={label} finalFocus={anchor}>
            {sections.map((section, index) => (
              <Fragment key={section.label}>
                {index === 0 ? null : <BaseMenu.Separator className="rl-menu-line" />}
                <Section section={section} />
              </Fragment>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

function Section({ section }: { section: MenuSection }) {
  if (section.kind === "action") {
    return (
      <BaseMenu.Item className="rl-menu-item" onClick={section.onAct}>
        {section.label}
      </BaseMenu.Item>
    );
  }
  return (
    <BaseMenu.RadioGroup
      value={section.value}
      aria-label={section.label}
      onValueChange={(value: unknown) => (typeof value === "string" ? section.onChoose(value) : undefined)}
    >
      <div className="rl-menu-label" aria-hidden="true">
        {section.label}
      </div>
      {section.choices.map((choice) => (
        <BaseMenu.RadioItem key={choice.value} value={choice.value} className="rl-menu-item">
          {choice.label}
          <BaseMenu.RadioItemIndicator>
            <Icon name="check" size={16} />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}
