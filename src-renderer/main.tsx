import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { App } from "./app.tsx";
import { connectByPreload } from "./connection/preload.ts";
import { connectByWebSocket } from "./connection/websocket.ts";
import { createConsoleStore } from "./store/console-store.ts";
import { createPreferences } from "./store/preferences.ts";
import "./styles/index.css";

// Compiled schemas need `new Function`, which the content security policy forbids.
z.config({ jitless: true });

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

const connection = window.holdfast === undefined ? connectByWebSocket() : connectByPreload(window.holdfast);
const store = createConsoleStore();
const end = connection.open(store.listener);
window.addEventListener("pagehide", (event) => {
  if (!event.persisted) end();
});

createRoot(root).render(
  <StrictMode>
    <App connection={connection} store={store} preferences={createPreferences()} />
  </StrictMode>,
);
