import { useId, useMemo } from "react";
import type { OrderRow } from "../../../src-main/contract/order.ts";
import { OrderStatus } from "../../../src-main/contract/order.ts";
import { Choices, TextField } from "../../components/field.tsx";
import { useReader } from "../../text/reader.tsx";
import type { OrderFilter } from "./order-filter.ts";

const ALL = "";

interface Props {
  readonly filter: OrderFilter;
  readonly onFilter: (filter: OrderFilter) => void;
  /** Whose agents and symbols are offered. */
  readonly orders: readonly OrderRow[];
}

/** Narrows the table by words, agent and symbol. */
export function OrderFilters({ filter, onFilter, orders }: Props) {
  const { text } = useReader();
  return (
    <>
      <TextField
        label={text.orders.filter}
        type="search"
        placeholder={text.orders.filterHint}
        value={filter.words}
        onValue={(words) => onFilter({ ...filter, words })}
      />
      <NameChoice label={text.orders.agent} names={orders.map((row) => row.agentId)} chosen={filter.agentId} onChosen={(agentId) => onFilter({ ...filter, agentId })} />
      <NameChoice label={text.orders.symbol} names={orders.flatMap((row) => row.symbol ?? [])} chosen={filter.symbol} onChosen={(symbol) => onFilter({ ...filter, symbol })} />
    </>
  );
}

/** Narrows the table to one status. */
export function StatusFilter({ filter, onFilter }: Omit<Props, "orders">) {
  const { text } = useReader();
  return (
    <Choices<OrderStatus | typeof ALL>
      compact
      legend={text.orders.show}
      value={filter.status ?? ALL}
      onValue={(status) => onFilter({ ...filter, status: status === ALL ? null : status })}
      choices={[{ value: ALL, label: text.orders.any }, ...OrderStatus.options.map((status) => ({ value: status, label: text.orders.status[status] }))]}
    />
  );
}

interface NameChoiceProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: string | null;
  readonly onChosen: (name: string | null) => void;
}

function NameChoice({ label, names, chosen, onChosen }: NameChoiceProps) {
  const { text } = useReader();
  const id = useId();
  const joined = [...new Set(chosen === null ? names : [...names, chosen])].toSorted().join("\n");
  const options = useMemo(() => (joined === "" ? [] : joined.split("\n")), [joined]);
  return (
    <div className="field narrow">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={chosen ?? ALL} onChange={(event) => onChosen(event.target.value === ALL ? null : event.target.value)}>
        <option value={ALL}>{text.orders.any}</option>
        {options.map((name) => (
          <option key={name} translate="no" lang="en">
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
