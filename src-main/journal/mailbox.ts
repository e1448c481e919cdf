import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** Sends to the other thread. One place, because the rule meant for windows does not know a thread's port. */
export function post<M>(port: { postMessage(message: M): void }, message: M): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  port.postMessage(message);
}

/** Takes every message that waits on the port now, in order, without giving the loop a turn. */
export function* takeWaiting<M>(port: MessagePort): Generator<M> {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) yield next.message as M;
}
