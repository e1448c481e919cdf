import { Choices } from "../../components/field.tsx";
import type { LanguageChoice, ThemeChoice } from "../../store/preferences.ts";
import { useCell, useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { languageNames } from "../../text/text.ts";
import { EngineSettings } from "./engine-settings.tsx";

export function SettingsScreen() {
  const { text } = useReader();
  return (
    <div className="settings">
      <div className="screen-head">
        <h1>{text.settings.title}</h1>
      </div>
      <LookPane />
      <EngineSettings />
    </div>
  );
}

function LookPane() {
  const { text } = useReader();
  const { preferences } = useConsole();
  const theme = useCell(preferences.themeChoice);
  const language = useCell(preferences.languageChoice);
  return (
    <section className="pane look" aria-labelledby="look-title">
      <h2 id="look-title">{text.settings.look}</h2>
      <Choices<LanguageChoice>
        legend={text.settings.language}
        value={language}
        onValue={preferences.chooseLanguage}
        choices={[
          { value: "system", label: text.settings.languageSystem },
          { value: "en", label: languageNames.en },
          { value: "zh", label: languageNames.zh },
        ]}
      />
      <Choices<ThemeChoice>
        legend={text.settings.theme}
        value={theme}
        onValue={preferences.chooseTheme}
        choices={[
          { value: "system", label: text.settings.themes.system },
          { value: "dark", label: text.settings.themes.dark },
          { value: "light", label: text.settings.themes.light },
        ]}
      />
    </section>
  );
}
