import { Reply } from "zeromq";

/**
 * A gateway of a few lines with two sockets of the kind that gateways of this family bind. Both give the same bytes
 * as their answer without looking at the request: what is measured is the way there and back.
 */
const { answer } = JSON.parse(process.argv[2] ?? "{}") as { readonly answer: string };

async function serve(socket: Reply): Promise<void> {
  for await (const [message] of socket) {
    const isHello = message?.toString() === "Hello";
    await socket.send(isHello ? HELLO_ANSWER : answer);
  }
}

/** What a v4.3 gateway says to a message that is no JSON. */
const HELLO_ANSWER = JSON.stringify({ uuid: "unknown", status: "error", error_code: "INVALID_JSON", error_msg: "Failed to parse JSON" });

async function bound(): Promise<number> {
  const socket = new Reply({ linger: 0 });
  await socket.bind("tcp://127.0.0.1:*");
  void serve(socket);
  return Number(socket.lastEndpoint?.split(":").at(-1));
}

process.on("disconnect", () => process.exit(0));
process.send?.({ ours: await bound(), bare: await bound() });
