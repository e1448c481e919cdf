import type { LoadStore } from "../../system/settings-file.ts";

/** Headless, the settings file is kept by `conf`, in the very format that electron-store has on the desktop. */
export const loadConf: LoadStore = async () => (await import("conf")).default;
