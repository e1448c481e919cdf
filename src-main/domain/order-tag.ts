/**
 * A short mark in an order's comment by which its position can be found again at venues that keep comments. Brokers
 * overwrite comments, so a mark that is there proves much, and one that is missing nothing.
 */

/** MetaTrader keeps so many characters of a comment. */
const COMMENT_MAX = 31;
const TAG = / ?#[0-9a-z]{7}$/;

/** `#` and seven characters: the same for the same order, and hardly ever for two. */
export function orderTag(agentId: string, uuid: string): string {
  // FNV-1a in two halves of 32 bits: spread well enough for telling a few orders apart, and no package needed.
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (const character of `${agentId}\n${uuid}`) {
    const code = character.codePointAt(0) ?? 0;
    low = Math.imul(low ^ code, 0x01000193) >>> 0;
    high = Math.imul(high ^ code ^ (low >>> 13), 0x01000193) >>> 0;
  }
  const spread = (high & 0x7ffff) * 2 ** 17 + (low >>> 15);
  return `#${spread.toString(36).padStart(7, "0").slice(-7)}`;
}

/** The strategy's comment, cut to leave room, with the order's tag at the end. */
export function taggedComment(comment: string, tag: string): string {
  const room = COMMENT_MAX - tag.length - 1;
  // Never through the middle of a character that takes two units.
  const cut = comment.slice(0, room).replace(/[\uD800-\uDBFF]$/, "").trimEnd();
  return cut === "" ? tag : `${cut} ${tag}`;
}

/** The tag that a comment ends with; `null`: none. */
export const tagIn = (comment: string | null): string | null => (comment === null ? null : (TAG.exec(comment)?.[0].trimStart() ?? null));

/** The comment as the strategy gave it. */
export const withoutTag = (comment: string): string => comment.replace(TAG, "");
