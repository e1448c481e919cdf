import { CONSOLE_ORIGIN } from "./app-protocol.ts";
import type { IpcEvent, IpcMain, SenderFrame, WebContents } from "./electron.ts";
import type { ConsolePeer, RunningEngine } from "./engine-handle.ts";
import { TO_CONSOLE, TO_ENGINE } from "./ipc-channels.ts";

/** Longest message a page may send, in UTF-16 units. The longest true one, accepting many differences, is far below. */
const MESSAGE_MAX_CHARS = 256 * 1024;

/** One page that asked to be attached. `peer` settles when the engine runs; `null`: the page left before that. */
interface Attachment {
  readonly peer: Promise<ConsolePeer | null>;
  left: boolean;
}

/**
 * Connects the console's pages to the engine's validating door. Only the top frame of our own origin is heard. A page
 * that asks before the engine runs is attached as soon as it does; its messages keep their order.
 *
 * @param engine never rejects; `null`: the engine did not start.
 * @param warn told what was refused, in a sentence.
 */
export function bridgeConsoles(ipcMain: IpcMain, engine: Promise<RunningEngine | null>, warn: (sentence: string) => void): void {
  const attachments = new Map<WebContents, Attachment>();
  const watched = new WeakSet<WebContents>();

  const detach = (contents: WebContents): void => {
    const attachment = attachments.get(contents);
    if (attachment === undefined) return;
    attachment.left = true;
    attachments.delete(contents);
    void attachment.peer.then((peer) => peer?.close());
  };

  /** A page that reloads asks again from the same contents: its old attachment ends first. */
  const attach = (contents: WebContents): void => {
    detach(contents);
    const attachment: Attachment = {
      left: false,
      peer: engine.then((running) =>
        running === null || attachment.left
          ? null
          : running.attachConsole("command", (message) => {
              if (!attachment.left) sendQuietly(contents, message);
            }),
      ),
    };
    attachments.set(contents, attachment);
    if (watched.has(contents)) return;
    watched.add(contents);
    contents.once("destroyed", () => detach(contents));
    contents.on("render-process-gone", () => detach(contents));
  };

  const receive = (contents: WebContents, text: unknown): void => {
    if (typeof text !== "string") return warn("A console sent a message that is not text; it was dropped.");
    if (text.length > MESSAGE_MAX_CHARS) return warn(`A console sent ${text.length} characters; at most ${MESSAGE_MAX_CHARS} are taken.`);
    const message = parsed(text);
    if (message === undefined) return warn("A console sent a message that is no JSON; it was dropped.");
    void attachments.get(contents)?.peer.then((peer) => peer?.receive(message));
  };

  ipcMain.on(TO_ENGINE, (event: IpcEvent, verb: unknown, text: unknown) => {
    if (!isConsole(event.senderFrame)) return warn(`A message from ${event.senderFrame?.origin ?? "a frame that is gone"} was refused.`);
    if (verb === "attach") attach(event.sender);
    else if (verb === "detach") detach(event.sender);
    else if (verb === "message") receive(event.sender, text);
    else warn("A console sent a message without a known verb; it was dropped.");
  });
}

const isConsole = (frame: SenderFrame): boolean => frame !== null && frame.parent === null && frame.origin === CONSOLE_ORIGIN;

/** `undefined` for what is no JSON, which JSON itself cannot say. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A page may die between the look and the send, and the engine must not learn of it as an exception. */
function sendQuietly(contents: WebContents, message: unknown): void {
  try {
    if (!contents.isDestroyed()) contents.send(TO_CONSOLE, message);
  } catch {
    // The contents' own events end the attachment.
  }
}
