import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { placeOnScreens } from "../../src-main/hosts/desktop/window-place.ts";
import { runningDesktop } from "./desktop-fixture.ts";

const place = { x: 100, y: 80, width: 1000, height: 700, maximized: false };

describe("the window's place", () => {
  it("is kept and found again at the next start", async () => {
    const { electron } = await runningDesktop();
    electron.window.bounds = { x: 100, y: 80, width: 1000, height: 700 };
    electron.window.emit("move");
    electron.window.emit("resize");
    const file = join(electron.app.userData, "window.json");
    await vi.waitFor(async () => expect(JSON.parse(await readFile(file, "utf8"))).toEqual(place));

    const again = await runningDesktop({
      prepare: (next) => {
        next.app.userData = electron.app.userData;
      },
    });
    expect(again.electron.window.options).toMatchObject({ x: 100, y: 80, width: 1000, height: 700 });
  });

  it.each(["", "{", '{"x":"left"}', '{"x":0,"y":0,"width":1,"height":1,"maximized":false}'])("kept as %j counts for nothing", async (content) => {
    const { electron: first } = await runningDesktop();
    await writeFile(join(first.app.userData, "window.json"), content);
    const { electron } = await runningDesktop({
      prepare: (next) => {
        next.app.userData = first.app.userData;
      },
    });
    expect(electron.window.options.x).toBeUndefined();
    expect(electron.window.options.width).toBe(1280);
  });

  it("on a screen that is gone counts for nothing", () => {
    const screen = { x: 0, y: 0, width: 1920, height: 1080 };
    expect(placeOnScreens(place, [screen])).toEqual(place);
    expect(placeOnScreens({ ...place, x: 1900 }, [screen])).toBeNull();
    expect(placeOnScreens({ ...place, y: -50 }, [screen])).toBeNull();
    expect(placeOnScreens({ ...place, x: 2500 }, [screen, { ...screen, x: 1920 }])).not.toBeNull();
    expect(placeOnScreens(null, [screen])).toBeNull();
  });

  it("that cannot be written is a warning and nothing more", async () => {
    const { electron, warnings } = await runningDesktop({
      prepare: (next) => {
        next.app.userData = join(next.app.userData, "not-there");
      },
    });
    electron.window.emit("move");
    await vi.waitFor(() => expect(warnings.join()).toContain("place could not be kept"));
  });
});
