import { useTopicOrNull, useCell, useConsole } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { Given } from "./given.tsx";

/** Whose money it is: word, pattern and colour, so that no two can be taken for one another. */
export function EnvironmentBadge() {
  const { text } = useReader();
  const overview = useTopicOrNull("overview");
  const accountId = useCell(useConsole().store.accountId);
  if (overview === null) return null;
  const { environment, environmentAssumed } = overview;
  return (
    <section className="environment" data-environment={environment} aria-label={text.environment[environment]}>
      <strong>
        {text.environment[environment]}
        {environmentAssumed && <span className="assumed"> {text.environment.assumed}</span>}
      </strong>
      <p>{environmentAssumed ? text.environment.assumedNote : text.environment.note[environment]}</p>
      <p>
        {accountId !== null && (
          <>
            {text.app.account} <Given>{accountId}</Given> <br />
          </>
        )}
        <Given>{overview.endpoint}</Given>
      </p>
    </section>
  );
}
