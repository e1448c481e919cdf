/** One message, with what has to go in front of its reply. */
export interface Arrival {
  /** The connection it came by, as text that can be compared. */
  readonly client: string;
  /** Every frame up to the body, kept whole: the sender, proxies on the way, and the empty frame where there was one. */
  readonly envelope: readonly Buffer[];
  /** Of the whole message without the sender's address. */
  readonly bytes: number;
  /** `null`: there was more than one. */
  readonly body: Buffer | null;
}

/**
 * Takes a ROUTER's frames apart. A REQ puts an empty frame between addresses and body; a bare DEALER may leave it out,
 * and is answered in the same form. `null` for what has no body, or more than `framesMax` frames.
 */
export function openEnvelope(frames: readonly Buffer[], framesMax: number): Arrival | null {
  const [sender] = frames;
  if (sender === undefined || frames.length < 2 || frames.length > framesMax) return null;
  const client = sender.toString("latin1");
  const bytes = frames.reduce((sum, frame) => sum + frame.length, -sender.length);
  const empty = frames.findIndex((frame, index) => index > 0 && index < frames.length - 1 && frame.length === 0);
  const bodyAt = empty === -1 ? frames.length - 1 : empty + 1;
  const body = bodyAt === frames.length - 1 ? (frames[bodyAt] ?? null) : null;
  return { client, envelope: frames.slice(0, bodyAt), bytes, body };
}
