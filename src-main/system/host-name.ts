import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;

/** True for an IP address or a host name, without scheme, port or brackets. `127.0.0.256` is neither. */
export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  if (text.length > 253) return false;
  const labels = text.split(".");
  const last = labels.at(-1) ?? "";
  return labels.every((label) => label.length <= 63 && LABEL.test(label)) && !/^\d+$/.test(last);
}

/** True only for what can be nowhere but on this machine. A name other than `localhost` could resolve to anywhere. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === "localhost";
  return loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}
