import type { KeptDocument } from "../../src-main/contract/records.ts";
import { useReader } from "../text/reader.tsx";
import { Age } from "./age.tsx";
import { Given } from "./given.tsx";
import { NotTold } from "./money.tsx";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): value is string | number | boolean => typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Anything a strategy may have sent, as given: a word, a line of `name value`, or its JSON. */
export function DocumentValue({ value }: { readonly value: unknown }) {
  if (value == null) return <NotTold />;
  if (isPlain(value)) return <Given>{String(value)}</Given>;
  if (Array.isArray(value) && value.every(isPlain)) return <Given>{value.join(", ")}</Given>;
  if (isObject(value) && Object.values(value).every(isPlain))
    return (
      <span className="pairs" lang="en" translate="no">
        {Object.entries(value).map(([name, each]) => (
          <span key={name} className="tag">
            {name} <b>{String(each)}</b>
          </span>
        ))}
      </span>
    );
  return (
    <pre className="document-json" lang="en" translate="no">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}

/** A field that we have no word for, under the name its strategy gave it. */
export function DocumentField({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <div>
      <dt lang="en" translate="no">
        {name}
      </dt>
      <dd>
        <DocumentValue value={value} />
      </dd>
    </div>
  );
}

interface Props {
  readonly title: string;
  readonly document: KeptDocument;
  /** Fields that are shown elsewhere on the screen, and so not among the others. */
  readonly known?: ReadonlySet<string>;
}

/** What a strategy gave us to keep: its version and age, the fields we have no words for, and all of it as it is kept. */
export function DocumentView({ title, document: { version, savedAtMs, content }, known }: Props) {
  const { text, format } = useReader();
  const others = Object.entries(content).filter(([name]) => known?.has(name) !== true);
  return (
    <section className="pane kept-document" aria-label={title}>
      <div className="pane-head">
        <h2>{title}</h2>
        <span className="dim">
          {text.kept.version(format.count(version))} · <Age atMs={savedAtMs} say={text.kept.saved} />
        </span>
      </div>
      {others.length > 0 && (
        <dl className="document-fields">
          {others.map(([name, value]) => (
            <DocumentField key={name} name={name} value={value} />
          ))}
        </dl>
      )}
      <details>
        <summary>{text.kept.raw}</summary>
        <pre className="document-json" lang="en" translate="no">
          {JSON.stringify(content, null, 2)}
        </pre>
      </details>
    </section>
  );
}
