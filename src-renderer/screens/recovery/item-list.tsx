import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { ReportItem } from "./report-items.ts";

const USUAL_HEIGHT_PX = 232;
const GAP_PX = 12;
const ITEMS_BEYOND_SIGHT = 4;

interface Props {
  readonly name: string;
  readonly items: readonly ReportItem[];
  /** Stays in the document wherever it is scrolled to: somebody is writing in it. `-1`: none. */
  readonly keptIndex: number;
  readonly renderItem: (item: ReportItem) => ReactNode;
}

/** Of hundreds of differences only those near sight are in the document; the list scrolls with the screen around it. */
export function ItemList({ name, items, keptIndex, renderItem }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [topPx, setTopPx] = useState(0);
  // What stands above the list grows and shrinks with what it says, and the whole screen with it.
  useLayoutEffect(() => {
    const element = list.current;
    const screen = element?.closest(".content > *") ?? null;
    if (element === null || screen === null) return undefined;
    const observer = new ResizeObserver(() => setTopPx(element.offsetTop));
    observer.observe(screen);
    return () => observer.disconnect();
  }, []);
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current?.closest(".content") ?? null,
    estimateSize: () => USUAL_HEIGHT_PX,
    gap: GAP_PX,
    overscan: ITEMS_BEYOND_SIGHT,
    scrollMargin: topPx,
    useFlushSync: false,
    getItemKey: (index) => items[index]?.id ?? index,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      return keptIndex === -1 || inSight.includes(keptIndex) ? inSight : [...inSight, keptIndex].toSorted((a, b) => a - b);
    },
  });

  return (
    <ul className="item-list" ref={list} aria-label={name} style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <li key={key} ref={virtualizer.measureElement} data-index={index} aria-setsize={items.length} aria-posinset={index + 1} style={{ transform: `translateY(${start - topPx}px)` }}>
            {renderItem(item)}
          </li>
        );
      })}
    </ul>
  );
}
