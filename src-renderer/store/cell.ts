/** One value with its listeners: the shape `useSyncExternalStore` asks for. */
export interface Cell<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface WritableCell<T> extends Cell<T> {
  /** Listeners are told only when the value is another one (`Object.is`). */
  readonly set: (value: T) => void;
}

export function createCell<T>(first: T): WritableCell<T> {
  const listeners = new Set<() => void>();
  let value = first;
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
