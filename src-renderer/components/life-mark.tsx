import { useReader } from "../text/reader.tsx";

/** A filled circle lives, a cross does not: shape, word and colour. */
export function LifeMark({ alive }: { readonly alive: boolean }) {
  const { text } = useReader();
  return (
    <span className="life" data-alive={alive}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        {alive ? <circle cx="6" cy="6" r="4.500" className="filled" /> : <path d="M6 1v10M2.500 4h7" strokeWidth="2" strokeLinecap="round" />}
      </svg>
      {alive ? text.life.alive : text.life.dead}
    </span>
  );
}
