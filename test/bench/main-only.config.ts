import { defineConfig } from "electron-vite";
import whole from "../../electron.vite.config.ts";

/** The project's own build, without preload and renderer. */
export default defineConfig({ main: whole.main ?? {} });
