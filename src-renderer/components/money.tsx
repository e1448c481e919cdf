import { useReader } from "../text/reader.tsx";

/** What was not told: a dash to look at, the words to listen to. Never a zero. */
export function NotTold() {
  const { text } = useReader();
  return (
    <span className="not-told" title={text.notTold}>
      <span aria-hidden="true">–</span>
      <span className="hidden-text">{text.notTold}</span>
    </span>
  );
}

const tone = (amount: number): "up" | "down" | "even" => (amount > 0 ? "up" : amount < 0 ? "down" : "even");

/** A profit or loss: its sign is written, and its colour only repeats it. */
export function Profit({ amount }: { readonly amount: number | null }) {
  const { format } = useReader();
  if (amount === null) return <NotTold />;
  return <span className={tone(amount)}>{format.signedMoney(amount)}</span>;
}
