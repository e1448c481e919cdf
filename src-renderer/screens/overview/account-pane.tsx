import { Age } from "../../components/age.tsx";
import { NotTold } from "../../components/money.tsx";
import { useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** The account's figures as the gateway told them. */
export function AccountPane() {
  const { text, format } = useReader();
  const account = useTopicOrNull("account");
  return (
    <section className="pane account" aria-labelledby="account-title">
      <div className="pane-head">
        <h2 id="account-title">{text.overview.account}</h2>
        <span className="dim">{account === null ? text.overview.accountUnknown : <Age atMs={account.readAtMs} say={text.overview.accountAge} />}</span>
      </div>
      <dl className="figures">
        <Amount label={text.overview.balance} amount={account?.balance ?? null} currency={account?.currency ?? null} />
        <Amount label={text.overview.equity} amount={account?.equity ?? null} currency={account?.currency ?? null} />
        <Amount label={text.overview.marginUsed} amount={account?.marginUsed ?? null} currency={account?.currency ?? null} />
        <Amount label={text.overview.marginFree} amount={account?.marginFree ?? null} currency={account?.currency ?? null} />
        <div>
          <dt>{text.overview.marginLevel}</dt>
          <dd>{account?.marginLevelPct == null ? <NotTold /> : format.percentPoints(account.marginLevelPct)}</dd>
        </div>
      </dl>
    </section>
  );
}

function Amount({ label, amount, currency }: { readonly label: string; readonly amount: number | null; readonly currency: string | null }) {
  const { format } = useReader();
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {amount === null ? <NotTold /> : format.money(amount)}
        {currency !== null && <small translate="no"> {currency}</small>}
      </dd>
    </div>
  );
}
