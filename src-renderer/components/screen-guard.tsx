import { Component } from "react";
import type { ReactNode } from "react";
import type { Text } from "../text/text.ts";
import { Given } from "./given.tsx";

interface Props {
  readonly text: Text;
  readonly children: ReactNode;
}

interface State {
  readonly problem: string | null;
}

/** A screen with a bug in it must not take the head and the kill switch along. */
export class ScreenGuard extends Component<Props, State> {
  override state: State = { problem: null };

  static getDerivedStateFromError(error: unknown): State {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { text, children } = this.props;
    const { problem } = this.state;
    if (problem === null) return children;
    return (
      <div className="pane empty" role="alert">
        <h1>{text.broken.title}</h1>
        <p>{text.broken.help}</p>
        <p className="dim">
          <Given>{problem}</Given>
        </p>
        <button type="button" onClick={() => this.setState({ problem: null })}>
          {text.broken.again}
        </button>
      </div>
    );
  }
}
