import packageJson from "../../package.json" with { type: "json" };

/** Holdfast's version, as released. */
export const version: string = packageJson.version;
