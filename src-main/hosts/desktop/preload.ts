import { contextBridge, ipcRenderer } from "electron";
import { consoleApi } from "./console-api.ts";

contextBridge.exposeInMainWorld("holdfast", consoleApi(ipcRenderer));
