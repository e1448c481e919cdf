/**
 * Draws the pictures in this folder from their SVG sources: `node assets/render-icons.ts [Chromium executable]`.
 * The results are committed, so that neither building nor packaging needs a browser; run it after changing a source.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { chromium, type Page } from "playwright";

const assetsDir = import.meta.dirname;
const trayDir = join(assetsDir, "tray");
const APP_ICON_PX = 1024;
/** Linux panels are 22 to 32 px high and scale down better than up. */
const LINUX_PX = 32;
/** The sizes that Windows' notification area asks for, from 100 % to 300 % scale. */
const WINDOWS_PX = [16, 20, 24, 32, 40, 48];
/** macOS menu bar pictures are 16 points high, on screens of one and of two pixels a point. */
const MAC_POINTS = 16;

const executablePath = process.argv[2];
const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
try {
  const page = await browser.newPage();
  await renderAppIcon(page);
  for (const file of await readdir(trayDir)) if (file.endsWith(".svg")) await renderTrayIcon(page, basename(file, ".svg"));
} finally {
  await browser.close();
}

async function renderAppIcon(page: Page): Promise<void> {
  const svg = await readFile(join(assetsDir, "icon.svg"), "utf8");
  await writeFile(join(assetsDir, "icon.png"), await png(page, svg, APP_ICON_PX));
}

async function renderTrayIcon(page: Page, name: string): Promise<void> {
  const svg = await readFile(join(trayDir, `${name}.svg`), "utf8");
  const write = (file: string, content: Uint8Array): Promise<void> => writeFile(join(trayDir, file), content);
  await write(`${name}.png`, await png(page, svg, LINUX_PX));

  const windows: IcoPicture[] = [];
  for (const sizePx of WINDOWS_PX) windows.push({ sizePx, png: await png(page, svg, sizePx) });
  await write(`${name}.ico`, ico(windows));

  // A template is a shape in black; macOS gives it the colour of the menu bar.
  const template = svg.replace(/ color="#[0-9a-f]{6}"/, ' color="#000000"');
  await write(`${name}Template.png`, await png(page, template, MAC_POINTS));
  await write(`${name}Template@2x.png`, await png(page, template, MAC_POINTS * 2));
}

async function png(page: Page, svg: string, sizePx: number): Promise<Uint8Array> {
  await page.setViewportSize({ width: sizePx, height: sizePx });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${sizePx}px;height:${sizePx}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: sizePx, height: sizePx } });
}

interface IcoPicture {
  readonly sizePx: number;
  readonly png: Uint8Array;
}

/** An `.ico` file: a header of 6 bytes, 16 bytes on each picture, then the pictures, as PNG since Windows Vista. */
function ico(pictures: readonly IcoPicture[]): Uint8Array {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, picture] of pictures.entries()) {
    const at = 6 + 16 * index;
    head.writeUInt8(picture.sizePx, at);
    head.writeUInt8(picture.sizePx, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(picture.png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += picture.png.length;
  }
  return Buffer.concat([head, ...pictures.map((picture) => picture.png)]);
}
