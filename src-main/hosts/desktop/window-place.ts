import { readFile, rename, writeFile } from "node:fs/promises";
import type { Rectangle } from "electron";
import { z } from "zod";

/** Writing waits until the window has come to rest. */
const SETTLE_MS = 500;
/** At least this much of the window's top left corner must be on a screen, so that a hand can get hold of it. */
const GRIP_PX = 64;

const WindowPlace = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
  maximized: z.boolean(),
});
/** Where the window was, in the pixels of the desktop. */
export type WindowPlace = z.infer<typeof WindowPlace>;

export interface PlaceFile {
  /** `null` when there is none, or none that can be read: the window then stands where the system puts it. */
  read(): Promise<WindowPlace | null>;
  /** Fire and forget: a place that could not be kept is no more than a warning. */
  remember(place: WindowPlace): void;
}

/** The window's place in a small JSON file of its own, written whole so that a crash cannot leave half of one. */
export function createPlaceFile(path: string, warn: (sentence: string) => void): PlaceFile {
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async (place: WindowPlace): Promise<void> => {
    try {
      await writeFile(`${path}.new`, JSON.stringify(place));
      await rename(`${path}.new`, path);
    } catch (error) {
      warn(`The window's place could not be kept: ${String(error)}`);
    }
  };

  return {
    async read() {
      try {
        return WindowPlace.parse(JSON.parse(await readFile(path, "utf8")));
      } catch {
        return null;
      }
    },
    remember(place) {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => {
        writing = writing.then(() => write(place));
      }, SETTLE_MS);
      timer.unref();
    },
  };
}

/** The place, unless the screen it was on is gone. */
export const placeOnScreens = (place: WindowPlace | null, screens: readonly Rectangle[]): WindowPlace | null =>
  place !== null && screens.some((screen) => reaches(place, screen)) ? place : null;

const reaches = (place: WindowPlace, screen: Rectangle): boolean =>
  place.x + GRIP_PX > screen.x &&
  place.x + GRIP_PX <= screen.x + screen.width &&
  place.y >= screen.y &&
  place.y + GRIP_PX <= screen.y + screen.height;
